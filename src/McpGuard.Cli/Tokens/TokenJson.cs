using System.Text.Json.Serialization;
using McpGuard.Cli.Output;

namespace McpGuard.Cli.Tokens;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnum<TokenVerdict>), typeof(SnakeCaseEnum<TokenCheckState>), typeof(SnakeCaseEnum<ReasonCode>)])]
[JsonSerializable(typeof(TokenInspection))]
internal sealed partial class TokenJson : JsonSerializerContext;
