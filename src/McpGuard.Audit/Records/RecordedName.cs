using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>The names of values as records write them.</summary>
internal static class RecordedName
{
    [return: NotNullIfNotNull(nameof(value))]
    public static string? Of<TEnum>(TEnum? value)
        where TEnum : struct, Enum => value is { } known ? Names<TEnum>.All[known] : null;

    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Names<TEnum>.All[value];

    private static class Names<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly FrozenDictionary<TEnum, string> All = Enum.GetValues<TEnum>()
            .ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
    }
}
