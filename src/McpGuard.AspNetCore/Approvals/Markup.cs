using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace McpGuard;

/// <summary>A piece of HTML from an interpolated string: its literals are markup, and its values are encoded text.</summary>
[InterpolatedStringHandler]
internal readonly struct Markup(int literalLength, int formattedCount)
{
    /// <summary>The format of a value in an attribute. Elements, which make characters visible, cannot be there.</summary>
    private const string Attribute = "attribute";
    private const int RoomForValue = 24;

    private readonly StringBuilder? _text = new(literalLength + (formattedCount * RoomForValue));

    public static Markup Empty => default;

    public void AppendLiteral(string literal) => _text!.Append(literal);

    /// <summary>Text of others, alone in its direction of writing.</summary>
    public void AppendFormatted(string? value)
    {
        _text!.Append("<bdi>");
        VisibleText.AppendTo(_text, value ?? "");
        _text.Append("</bdi>");
    }

    public void AppendFormatted(string? value, string format)
    {
        if (format != Attribute)
            throw new FormatException($"'{format}' is not a format of markup.");

        _text!.Append(HtmlEncoder.Default.Encode(value ?? ""));
    }

    public void AppendFormatted(long value) => _text!.Append(value.ToString(CultureInfo.InvariantCulture));

    public void AppendFormatted(DateTimeOffset value) => _text!.Append(value.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));

    public void AppendFormatted(Markup value) => _text!.Append(value._text);

    public void AppendFormatted(IEnumerable<Markup> values)
    {
        foreach (var value in values)
            _text!.Append(value._text);
    }

    /// <summary>The style, which is a constant.</summary>
    public void AppendStyle() => _text!.Append(PageStyle.Css);

    public override string ToString() => _text?.ToString() ?? "";
}
