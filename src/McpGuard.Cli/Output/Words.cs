using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;

namespace McpGuard.Cli.Output;

/// <summary>Values as records write them, and for human readers.</summary>
internal static class Words
{
    private static readonly string[] _timeForms = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    /// <returns>The name in snake case, as in a record.</returns>
    public static string Of<TEnum>(TEnum value) where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Of(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Count(long count, string noun, string? plural = null) => count == 1 ? $"1 {noun}" : $"{Of(count)} {plural ?? $"{noun}s"}";

    public static string[] All<TEnum>() where TEnum : struct, Enum => [.. Enum.GetValues<TEnum>().Select(Of)];

    public static TEnum? Parse<TEnum>(ArgumentResult argument) where TEnum : struct, Enum
    {
        var text = argument.Tokens[0].Value;
        foreach (var value in Enum.GetValues<TEnum>())
        {
            if (Of(value) == text)
                return value;
        }

        argument.AddError($"'{text}' is not one of {string.Join(", ", All<TEnum>())}{NearestName.Suggest(text, All<TEnum>())}");
        return null;
    }

    public static DateTimeOffset? ParseTime(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (DateTimeOffset.TryParseExact(text, _timeForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return time;

        argument.AddError($"'{text}' is not a time. Write 2026-11-23 or 2026-11-23T14:05:00Z; without a zone it is UTC.");
        return null;
    }
}
