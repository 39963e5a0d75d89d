using System.Globalization;

namespace McpGuard;

/// <summary>Reads one value of the configuration, and accepts only one spelling of it.</summary>
internal static class SettingText
{
    /// <summary>The value that removes a setting explicitly. A missing setting is never removed by its absence.</summary>
    public const string Unset = "Unset";

    private const int MaxShown = 100;

    // A number alone would mean days, and 24:00:00 would mean 24 days. Neither is intended.
    private static readonly string[] _durations = [@"h\:mm\:ss", @"hh\:mm\:ss", @"hh\:mm\:ss\.FFFFFFF", @"d\.hh\:mm\:ss", @"d\.hh\:mm\:ss\.FFFFFFF"];

    /// <returns>The value, or null if the text is not a value of the type.</returns>
    public static object? Parse(string text, Type type) => type switch
    {
        _ when type == typeof(string) => text,
        _ when type == typeof(bool) => bool.TryParse(text, out var flag) ? flag : null,
        _ when type == typeof(int) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ when type == typeof(long) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ when type == typeof(TimeSpan) => TimeSpan.TryParseExact(text, _durations, CultureInfo.InvariantCulture, out var span) ? span : null,
        _ when type.IsEnum =>
            Enum.GetNames(type).FirstOrDefault(name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name ? Enum.Parse(type, name) : null,
        _ => throw new NotSupportedException($"{type} is not a type of a setting."),
    };

    /// <summary>A description of the type's values.</summary>
    public static string Describe(Type type) => type switch
    {
        _ when type == typeof(string) => "a text",
        _ when type == typeof(bool) => "true or false",
        _ when type.IsEnum => $"one of {string.Join(", ", Enum.GetNames(type))}",
        _ when type == typeof(TimeSpan) => "a time such as 00:05:00 or 30.00:00:00",
        _ => "a whole number",
    };

    /// <summary>The end of a sentence about an unknown name: a question, or a full stop.</summary>
    public static string Suggest(string text, Type type) => type.IsEnum ? NearestName.Suggest(text, Enum.GetNames(type)) : ".";

    /// <summary>A value for messages, on one line and shortened.</summary>
    public static string Shown(string text)
    {
        var line = string.Concat(text.Select(character => char.IsControl(character) ? '�' : character));
        return line.Length > MaxShown ? $"{line[..MaxShown]}…" : line;
    }
}
