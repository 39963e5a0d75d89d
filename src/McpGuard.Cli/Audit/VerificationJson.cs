using System.Text.Json.Serialization;

namespace McpGuard.Cli.Audit;

/// <summary>The written form of a verification's result.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(VerificationResult))]
internal sealed partial class VerificationJson : JsonSerializerContext;
