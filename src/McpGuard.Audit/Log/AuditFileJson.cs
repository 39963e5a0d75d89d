using System.Text.Json.Serialization;

namespace McpGuard.Audit;

/// <summary>The written form of what the log says itself: members in one order, no white space, so that each has one form only.</summary>
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
