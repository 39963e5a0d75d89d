using System.Text.Json.Nodes;
using McpGuard.Cli.Tests.Running;

namespace McpGuard.Cli.Tests.Audit;

[TestFixture]
internal sealed class StatsTests
{
    private TestLog _log = null!;

    [SetUp]
    public void SetUp() => _log = new TestLog();

    [TearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public async Task Decisions_are_counted_by_effect_reason_tool_actor_and_day()
    {
        const int Day = 24 * 60;
        await _log.WriteAsync([
            Sample.Decision(1), Sample.Decision(2), Sample.Outcome(Sample.Decision(2)), Sample.Decision(Day, actor: "agent-2", target: "notes_write"),
            Sample.Refusal(Day + 1), Sample.Happened(Day + 2, AuditEvent.GuardStopped),
        ]);

        var run = await Mcpguard.RunAsync("audit", "stats", _log.Directory);

        Assert.That(run.ExitCode, Is.Zero);
        Assert.That(run.Output, Does.StartWith("4 decisions, 0 unreadable lines.\n"));
        foreach (var row in new[]
            {
                "allow +│ +3", "deny +│ +1", "allowed +│ +3", "token_expired +│ +1", "notes_read +│ +3", "notes_write +│ +1", "agent-1 +│ +2", "agent-2 +│ +1",
                "2026-11-02 +│ +2", "2026-11-03 +│ +2",
            })
            Assert.That(run.Output, Does.Match($"│ {row} │"));
    }

    [Test]
    public async Task Counts_are_one_json_object_for_programs()
    {
        await _log.WriteAsync([Sample.Decision(1), Sample.Decision(2, actor: "agent-2"), Sample.Refusal(3)]);

        var run = await Mcpguard.RunAsync("audit", "stats", _log.Directory, "--json");

        var json = JsonNode.Parse(run.Output)!;
        Assert.That((run.ExitCode, (int)json["decisions"]!, (int)json["unreadable"]!), Is.EqualTo((0, 3, 0)));
        Assert.That(json["effects"]!.AsArray().Select(count => $"{count!["name"]} {count["decisions"]}"), Is.EqualTo(new[] { "allow 2", "deny 1" }));
        Assert.That(json["actors"]!.AsArray(), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Output_and_help_state_that_the_log_was_not_verified()
    {
        await _log.WriteAsync([Sample.Decision(1)]);

        Assert.That(
            (await Mcpguard.RunAsync("audit", "stats", _log.Directory)).Output, Does.EndWith("The log was not verified: 'mcpguard audit verify' does that.\n"));
        Assert.That((await Mcpguard.RunAsync("audit", "stats", "--help")).Output, Does.Contain("does not verify"));
    }

    [Test]
    public async Task Filters_hold_for_them_too()
    {
        await _log.WriteAsync([Sample.Decision(1), Sample.Decision(2, subject: "bob")]);

        var run = await Mcpguard.RunAsync("audit", "stats", _log.Directory, "--subject", "bob");

        Assert.That(run.Output, Does.StartWith("1 decision, "));
    }

    [Test]
    public async Task Very_many_names_are_counted_together()
    {
        await _log.WriteAsync(Enumerable.Range(1, 60).Select(number => Sample.Decision(number, target: $"tool-{number}")));

        var run = await Mcpguard.RunAsync("audit", "stats", _log.Directory);

        Assert.That(run.Output, Does.Match("│ \\(all others\\) +│ +10 │"));
    }
}
