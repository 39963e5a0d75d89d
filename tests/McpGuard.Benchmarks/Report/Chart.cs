using System.Globalization;
using System.Net;
using System.Text;

namespace McpGuard.Benchmarks;

/// <summary>Draws figures as bars, as an SVG that is readable on a light and on a dark page.</summary>
/// <param name="title">What the bars are.</param>
/// <param name="note">Under which circumstances they were measured.</param>
internal sealed class Chart(string title, string note)
{
    /// <summary>The unit of the figures that the chart of a run shows.</summary>
    public const string Unit = "calls/s";

    private const int Width = 760;
    private const int NameWidth = 230;
    private const int ValueWidth = 90;
    private const int BarHeight = 22;
    private const int RowHeight = 34;
    private const int Top = 64;
    private const int Bottom = 12;

    // A page that shows an SVG as an image gives it no colors. The SVG asks for the reader's preference itself.
    private const string Style = """
        text { font: 14px system-ui, sans-serif; fill: #1f2328 }
        .title { font-size: 16px; font-weight: 600 }
        .note { font-size: 12px; fill: #59636e }
        .bar { fill: #8c959f }
        .own { fill: #0969da }
        @media (prefers-color-scheme: dark) {
          text { fill: #e6edf3 }
          .note { fill: #9198a1 }
          .bar { fill: #6e7681 }
          .own { fill: #4493f8 }
        }
        """;

    private readonly List<(string Name, double Value, bool IsOwn)> _bars = [];

    /// <summary>Adds a bar below the others.</summary>
    /// <param name="name">What it stands for.</param>
    /// <param name="value">How long it is.</param>
    /// <param name="isOwn">Whether it is one of this project's own, which are set off.</param>
    public void Add(string name, double value, bool isOwn) => _bars.Add((name, value, isOwn));

    /// <summary>Draws all bars.</summary>
    /// <returns>The SVG.</returns>
    public string ToSvg()
    {
        var height = Top + (_bars.Count * RowHeight) + Bottom;
        var longest = _bars.Select(bar => bar.Value).DefaultIfEmpty(1).Max();
        var svg = new StringBuilder();
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" width="{Width}" height="{height}" """);
        Line($"""     role="img" aria-label="{WebUtility.HtmlEncode(title)}">""");
        Line($"<style>\n{Style}\n</style>");
        Line($"""<text class="title" x="0" y="20">{WebUtility.HtmlEncode(title)}</text>""");
        Line($"""<text class="note" x="0" y="42">{WebUtility.HtmlEncode(note)}</text>""");
        for (var row = 0; row < _bars.Count; row++)
        {
            var (name, value, isOwn) = _bars[row];
            var (y, width) = (Top + (row * RowHeight), Math.Round(Math.Max(0, value) / longest * (Width - NameWidth - ValueWidth), 1));
            Line($"""<text x="{NameWidth - 10}" y="{y + 16}" text-anchor="end">{WebUtility.HtmlEncode(name)}</text>""");
            Line($"""<rect class="{(isOwn ? "own" : "bar")}" x="{NameWidth}" y="{y}" width="{width}" height="{BarHeight}" rx="3"/>""");
            Line($"""<text x="{NameWidth + width + 8}" y="{y + 16}">{value:#,0}</text>""");
        }

        Line($"</svg>");
        return svg.ToString();

        void Line(FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
