using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard.Audit;

/// <summary>Serializes a record: one line of ASCII JSON, without characters that could end the line.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(SnakeCase<AuditEvent>), typeof(SnakeCase<AuditEffect>), typeof(SnakeCase<AuditOutcome>), typeof(SnakeCase<AuditRemark>),
        typeof(SnakeCase<AuditSessionSource>), typeof(SnakeCase<AuditGatewayProof>), typeof(SnakeCase<ReasonCode>),
    ])]
[JsonSerializable(typeof(AuditRecord))]
internal sealed partial class AuditJson : JsonSerializerContext
{
    internal sealed class SnakeCase<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower)
        where TEnum : struct, Enum;
}
