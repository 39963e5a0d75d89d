using System.Text;

namespace McpGuard.Cli.Report;

/// <summary>Builds a page. Only literals in the code become markup: <see cref="Markup"/> encodes every value.</summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new();

    public void Write(Markup markup) => _text.Append(markup.Text);

    public void WriteLine(Markup markup) => _text.Append(markup.Text).Append('\n');

    /// <summary>Writes the style, which is a constant.</summary>
    public void WriteStyle() => _text.Append("<style>").Append(ReportStyle.Css).Append("</style>\n");

    public void WriteStyleHash() => _text.Append(ReportStyle.Hash);

    public override string ToString() => _text.ToString();
}
