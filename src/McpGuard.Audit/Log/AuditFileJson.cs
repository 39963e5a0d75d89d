using System.Text.Json.Serialization;

namespace McpGuard.Audit;

/// <summary>Serializes the log's own lines in exactly one form: members in a fixed order, no white space.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SegmentHeader.Line), TypeInfoPropertyName = "HeaderLine")]
[JsonSerializable(typeof(AuditCheckpoint.Line), TypeInfoPropertyName = "CheckpointLine")]
[JsonSerializable(typeof(AuditCheckpoint))]
[JsonSerializable(typeof(RecoveryRecord))]
[JsonSerializable(typeof(DeletionRecord))]
internal sealed partial class AuditFileJson : JsonSerializerContext;
