using System.Globalization;
using System.Text.Json;

namespace McpGuard;

/// <summary>The type of a variable of a URI template. The server parses its text for the parameter of the resource's method.</summary>
internal sealed class VariableType(Type type) : BoundType
{
    private readonly Type _type = Nullable.GetUnderlyingType(type) ?? type;

    public override JsonElement? TryBind(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
            return value;

        return TryBind(value.GetString()!) is { } text ? Text(text) : null;
    }

    /// <summary>The canonical form of the text, or null if the text is not a value of the type.</summary>
    public string? TryBind(string text)
    {
        if (_type == typeof(string) || _type == typeof(object))
            return text;

        try
        {
            return FormOf(Parse(text));
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
    private object Parse(string text) => _type switch
    {
        _ when _type.IsEnum => Enum.Parse(_type, text),
        _ when _type == typeof(TimeSpan) => TimeSpan.Parse(text, CultureInfo.InvariantCulture),
        _ when _type == typeof(DateTimeOffset) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture),
        _ when _type == typeof(DateOnly) => DateOnly.Parse(text, CultureInfo.InvariantCulture),
        _ when _type == typeof(TimeOnly) => TimeOnly.Parse(text, CultureInfo.InvariantCulture),
        _ when _type == typeof(Guid) => Guid.Parse(text),
        _ when _type == typeof(Uri) => new Uri(text, UriKind.RelativeOrAbsolute),
        _ when _type == typeof(Version) => Version.Parse(text),
        _ when _type == typeof(Half) => Half.Parse(text, CultureInfo.InvariantCulture),
        _ when _type == typeof(Int128) => Int128.Parse(text, CultureInfo.InvariantCulture),
        _ when _type == typeof(UInt128) => UInt128.Parse(text, CultureInfo.InvariantCulture),
        _ when _type == typeof(nint) => nint.Parse(text, CultureInfo.InvariantCulture),
        _ when _type == typeof(nuint) => nuint.Parse(text, CultureInfo.InvariantCulture),
        _ => Convert.ChangeType(text, _type, CultureInfo.InvariantCulture),
    };
}
