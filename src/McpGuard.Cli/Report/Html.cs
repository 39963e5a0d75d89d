using System.Text;

namespace McpGuard.Cli.Report;

/// <summary>A page in the making. Only what stands in the code becomes markup: every value is encoded by <see cref="Markup"/>.</summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new();

    public void Write(Markup markup) => _text.Append(markup.Text);

    public void WriteLine(Markup markup) => _text.Append(markup.Text).Append('\n');

    /// <summary>Writes the style, which is ours.</summary>
    public void WriteStyle() => _text.Append("<style>").Append(ReportStyle.Css).Append("</style>\n");

    public void WriteStyleHash() => _text.Append(ReportStyle.Hash);

    public override string ToString() => _text.ToString();
}
