using System.Text.Json.Nodes;

namespace McpGuard.Benchmarks.Tests.Report;

internal sealed class RunResultTests
{
    private static readonly RunResult _result = new(
        new DateTimeOffset(2026, 11, 28, 9, 30, 0, TimeSpan.Zero),
        "0123456789",
        new Machine("A processor", 2, "Linux", ".NET 10"),
        Errors: 0,
        [
            Figure.Of("a ÷ b", 0.75, goal: Goal.AtLeast(0.8), value: "0.750 [0.7 – 0.8]"),
            Figure.Of("server", 20_000, Chart.Unit),
        ]);

    [Test]
    public void File_is_named_by_date_and_commit() => Assert.That(_result.FileName, Is.EqualTo("2026-11-28-0123456789.json"));

    [Test]
    public void Result_has_date_commit_machine_and_each_figure_with_its_goal()
    {
        const string Expected = """
            {
              "date": "2026-11-28T09:30:00+00:00",
              "commit": "0123456789",
              "machine": { "processor": "A processor", "cores": 2, "system": "Linux", "runtime": ".NET 10" },
              "errors": 0,
              "figures": [
                { "name": "a ÷ b", "value": "0.750 [0.7 – 0.8]", "goal": "≥ 0.8", "isMet": false, "number": 0.75 },
                { "name": "server", "value": "20,000 calls/s", "number": 20000, "unit": "calls/s" }
              ]
            }
            """;

        Assert.That(JsonNode.DeepEquals(JsonNode.Parse(_result.ToJson()), JsonNode.Parse(Expected)), Is.True, _result.ToJson());
    }

    [Test]
    public void Result_that_was_kept_is_read_again()
    {
        var read = RunResult.FromJson(_result.ToJson());

        Assert.That((read.Date, read.Commit, read.Machine, read.Errors), Is.EqualTo((_result.Date, _result.Commit, _result.Machine, _result.Errors)));
        Assert.That(read.Figures, Is.EqualTo(_result.Figures));
    }

    [Test]
    public void Chart_shows_the_figures_that_are_there()
    {
        var chart = _result.ToChart([("server", "Guarded", IsOwn: true), ("another", "Native", IsOwn: true)]);

        Assert.That(chart, Does.Contain("Guarded").And.Contain("20,000").And.Contain("A processor").And.Not.Contain("Native"));
    }

    [Test]
    public void Figure_that_is_not_a_number_is_kept_without_one()
    {
        var figure = Figure.Of("a ÷ b", double.NaN, goal: Goal.AtMost(1));

        Assert.That((figure.Number, figure.IsMet), Is.EqualTo(((double?)null, false)));
        Assert.That(() => (_result with { Figures = [figure] }).ToJson(), Throws.Nothing);
    }

    [TestCase(1, true)]
    [TestCase(1.01, false)]
    public void Goal_is_met_by_its_limit(double number, bool isMet) => Assert.That(Figure.Of("a", number, goal: Goal.AtMost(1)).IsMet, Is.EqualTo(isMet));
}
