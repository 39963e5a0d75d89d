using System.Globalization;
using System.Xml.Linq;

namespace McpGuard.Benchmarks.Tests.Report;

internal sealed class ChartTests
{
    private static readonly XNamespace _svg = "http://www.w3.org/2000/svg";

    [Test]
    public void Each_bar_has_its_name_and_value_and_a_length_in_proportion()
    {
        var chart = Draw(("Unguarded", 20_000, false), ("Guarded", 15_000, true));

        Assert.That(Texts(chart), Is.SupersetOf(new[] { "Unguarded", "20,000", "Guarded", "15,000" }));
        Assert.That(Widths(chart)[1] / Widths(chart)[0], Is.EqualTo(0.75).Within(0.001));
    }

    [Test]
    public void Own_bars_are_set_off()
    {
        var bars = Bars(Draw(("Unguarded", 20_000, false), ("Guarded", 15_000, true)));

        Assert.That(bars.Select(bar => (string?)bar.Attribute("class")), Is.EqualTo(new[] { "bar", "own" }));
    }

    [Test]
    public void Everything_is_within_the_picture()
    {
        var chart = Draw([.. Enumerable.Range(1, 20).Select(number => ($"server {number}", number * 10_000.0, false))]);
        var (width, height) = ((double)chart.Attribute("width")!, (double)chart.Attribute("height")!);

        // A digit is at most nine units wide at this size.
        var startingTexts = chart.Elements(_svg + "text").Where(text => text.Attribute("text-anchor") is null);
        Assert.That(startingTexts.Max(text => (double)text.Attribute("x")! + (9 * text.Value.Length)), Is.LessThan(width));
        Assert.That(Bars(chart).Max(bar => (double)bar.Attribute("y")! + (double)bar.Attribute("height")!), Is.LessThan(height));
    }

    [Test]
    public void Names_cannot_break_the_picture() =>
        Assert.That(Texts(Draw(("<b> & \"c\"", 1, false))), Has.Member("<b> & \"c\""));

    [Test]
    public void Dark_pages_have_colors_of_their_own() =>
        Assert.That(new Chart("Title", "note").ToSvg(), Does.Contain("@media (prefers-color-scheme: dark)"));

    [Test]
    public void Chart_without_bars_is_still_a_picture() => Assert.That(Bars(Draw()), Is.Empty);

    private static XElement Draw(params (string Name, double Value, bool IsOwn)[] bars)
    {
        var chart = new Chart("Title", "note");
        foreach (var (name, value, isOwn) in bars)
            chart.Add(name, value, isOwn);

        return XElement.Parse(chart.ToSvg());
    }

    private static XElement[] Bars(XElement chart) => [.. chart.Elements(_svg + "rect")];

    private static double[] Widths(XElement chart) => [.. Bars(chart).Select(bar => double.Parse(bar.Attribute("width")!.Value, CultureInfo.InvariantCulture))];

    private static string[] Texts(XElement chart) => [.. chart.Elements(_svg + "text").Select(text => text.Value)];
}
