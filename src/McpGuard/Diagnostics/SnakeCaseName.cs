using System.Collections.Frozen;
using System.Text.Json;

namespace McpGuard;

/// <summary>The values of a closed list as records have them, made once.</summary>
internal static class SnakeCaseName<TEnum>
    where TEnum : struct, Enum
{
    private static readonly FrozenDictionary<TEnum, string> _names =
        Enum.GetValues<TEnum>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    public static string Of(TEnum value) => _names[value];
}
