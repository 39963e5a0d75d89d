using System.Globalization;
using System.Text.Json;

namespace McpGuard;

/// <summary>The type of a variable of a URI template. The server parses its text for the parameter of the resource's method.</summary>
/// <param name="type">The type of the parameter, or null if it is known on the server only.</param>
internal sealed class VariableType(Type? type) : BoundType
{
    private readonly Type? _type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;

    public bool IsUnknown => _type is null;

    public override JsonElement? BindOrNone(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return value;

        return BindOrNone(value.GetString()!) is { } text ? Text(text) : null;
    }

    /// <summary>The canonical form of the text, or null if the text is not a value of the type.</summary>
    public string? BindOrNone(string text)
    {
        if (_type == typeof(string) || _type == typeof(object))
            return text;

        try
        {
            return _type is null ? null : FormOf(Parse(text, _type));
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or ArgumentException or InvalidCastException)
        {
            return null;
        }
    }

    public static string? FormOf(object? value) => value switch
    {
        DateTime time => time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset instant => instant.UtcDateTime.ToString("o", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("o", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("o", CultureInfo.InvariantCulture),
        Uri { IsAbsoluteUri: true } uri => uri.AbsoluteUri,
        bool flag => flag ? "true" : "false",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString(),
    };

    // Parses like the server. Other types have no known form.
    private static object Parse(string text, Type type) => type switch
    {
        _ when type.IsEnum => Enum.Parse(type, text),
        _ when type == typeof(TimeSpan) => TimeSpan.Parse(text, CultureInfo.InvariantCulture),
        _ when type == typeof(DateTimeOffset) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture),
        _ when type == typeof(DateOnly) => DateOnly.Parse(text, CultureInfo.InvariantCulture),
        _ when type == typeof(TimeOnly) => TimeOnly.Parse(text, CultureInfo.InvariantCulture),
        _ when type == typeof(Guid) => Guid.Parse(text),
        _ when type == typeof(Uri) => new Uri(text, UriKind.RelativeOrAbsolute),
        _ when type == typeof(Version) => Version.Parse(text),
        _ when type == typeof(Half) => Half.Parse(text, CultureInfo.InvariantCulture),
        _ when type == typeof(Int128) => Int128.Parse(text, CultureInfo.InvariantCulture),
        _ when type == typeof(UInt128) => UInt128.Parse(text, CultureInfo.InvariantCulture),
        _ when type == typeof(nint) => nint.Parse(text, CultureInfo.InvariantCulture),
        _ when type == typeof(nuint) => nuint.Parse(text, CultureInfo.InvariantCulture),
        _ => Convert.ChangeType(text, type, CultureInfo.InvariantCulture),
    };
}
