using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard.Cli.Output;

/// <summary>Writes an enum as the other commands do.</summary>
internal sealed class SnakeCaseEnum<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower)
    where TEnum : struct, Enum;
