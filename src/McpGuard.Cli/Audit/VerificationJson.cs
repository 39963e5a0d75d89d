using System.Text.Json.Serialization;

namespace McpGuard.Cli.Audit;

/// <summary>Serializes the result of a verification.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(VerificationResult))]
internal sealed partial class VerificationJson : JsonSerializerContext;
