using System.Text.Json.Serialization;

namespace McpGuard.Audit;

/// <summary>Serializes a proof.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(InclusionProof))]
internal sealed partial class InclusionProofJson : JsonSerializerContext;
