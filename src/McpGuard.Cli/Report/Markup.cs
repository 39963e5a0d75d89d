using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using McpGuard.Cli.Output;

namespace McpGuard.Cli.Report;

/// <summary>A piece of HTML from an interpolated string: its literals are markup, and its values are encoded text.</summary>
[InterpolatedStringHandler]
internal readonly struct Markup(int literalLength, int formattedCount)
{
    private const int RoomForValue = 24;

    private readonly StringBuilder _text = new(literalLength + (formattedCount * RoomForValue));

    public string Text => _text.ToString();

    public void AppendLiteral(string literal) => _text.Append(literal);

    public void AppendFormatted(string? value) => _text.Append(HtmlEncoder.Default.Encode(Visible.Text(value)));

    /// <summary>A whole text, whose length is bounded elsewhere.</summary>
    public void AppendFormatted(AuditCheckpoint value) => _text.Append(HtmlEncoder.Default.Encode($"{value}"));

    /// <summary>A number as an identifier; with <c>N0</c>, as a count.</summary>
    public void AppendFormatted(long value, string? format = null) => _text.Append(value.ToString(format, CultureInfo.InvariantCulture));

    public void AppendFormatted(DateTimeOffset value) => AppendFormatted(Words.Of(value));

    /// <summary>A coordinate, in the form that SVG reads.</summary>
    public void AppendFormatted(double value) => _text.Append(value.ToString("0.##", CultureInfo.InvariantCulture));

    public void AppendFormatted(Markup value) => _text.Append(value._text);
}
