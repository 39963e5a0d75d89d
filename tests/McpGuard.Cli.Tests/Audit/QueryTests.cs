using System.Text.Json.Nodes;
using McpGuard.Cli.Tests.Running;

namespace McpGuard.Cli.Tests.Audit;

[TestFixture]
internal sealed class QueryTests
{
    private TestLog _log = null!;

    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        _log = new TestLog();
        await GuardedLog.WriteAsync(
            _log,
            ("alice", "agent-1", "notes:read", "notes_read"),
            ("alice", "agent-1", "notes:read", "notes_write"),
            ("bob", "agent-2", "notes:write", "notes_write"));
    }

    [OneTimeTearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public async Task Json_output_is_the_exact_line_of_the_log()
    {
        var run = await Mcpguard.RunAsync("audit", "query", _log.Directory, "--json");

        Assert.That((run.ExitCode, run.Errors), Is.EqualTo((0, "")));
        Assert.That(
            run.Lines,
            Is.EqualTo(
                File.ReadAllLines(_log.Segments[0])
                    .Where(line => line.Contains(",\"seq\":", StringComparison.Ordinal) && !line.StartsWith("{\"checkpoint\"", StringComparison.Ordinal))));
    }

    [Test]
    public async Task Denials_of_a_person_are_found()
    {
        var run = await Mcpguard.RunAsync(
            "audit",
            "query",
            _log.Directory,
            "--who",
            "alice",
            "--effect",
            "deny",
            "--reason",
            "scope_insufficient",
            "--tool",
            "notes_write",
            "--actor",
            "agent-1",
            "--json");

        Assert.That(run.Lines.Select(line => (string?)JsonNode.Parse(line)!["target"]), Is.EqualTo(new[] { "notes_write" }));
    }

    [Test]
    public async Task Table_shows_caller_target_and_reason()
    {
        var run = await Mcpguard.RunAsync("audit", "query", _log.Directory, "--tool", "notes_write", "--event", "decision");

        Assert.That(run.Output, Does.Match("deny +│ alice via agent-1 +│ notes_write +│ scope_insufficient, rule declaration, missing notes:write"));
        Assert.That(run.Output, Does.Match("allow +│ bob via agent-2 +│ notes_write +│ allowed"));
        Assert.That(run.Output, Does.EndWith("2 entries.\n"));
    }

    [Test]
    public async Task Followed_log_shows_what_is_written_later()
    {
        using var log = new TestLog();
        await log.WriteAsync([Sample.Decision(1)]);
        await using var following = StartedProgram.Start("dotnet", [Mcpguard.Dll, "audit", "query", log.Directory, "--event", "decision", "--follow"]);
        await following.WaitUntilAsync(() => Task.FromResult(following.Output.Contains("notes_read", StringComparison.Ordinal)), "it showed the first");
        await log.WriteAsync([Sample.Decision(2, target: "notes_write")]);
        await following.WaitUntilAsync(() => Task.FromResult(following.Output.Contains("notes_write", StringComparison.Ordinal)), "it showed the second");

        Assert.That(following.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Refused_policy_is_shown_with_its_problems()
    {
        using var log = new TestLog();
        await log.WriteAsync([Sample.Happened(1, AuditEvent.PolicyRefused, "9f3ac1d2")]);
        var run = await Mcpguard.RunAsync("audit", "query", log.Directory);

        Assert.That(run.Output, Does.Contain("policy_refused").And.Contain("$.Rules.r: 'raed' is not a target."));
    }

    [Test]
    public async Task Limited_output_reports_that_there_is_more()
    {
        var run = await Mcpguard.RunAsync("audit", "query", _log.Directory, "--limit", "1");

        Assert.That(run.Output, Does.EndWith("The first 1; there are more. Raise --limit, or use more filters.\n"));
        Assert.That((await Mcpguard.RunAsync("audit", "query", _log.Directory, "--limit", "1", "--json")).Lines, Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Empty_result_is_a_success()
    {
        var run = await Mcpguard.RunAsync("audit", "query", _log.Directory, "--until", "2020-01-01");

        Assert.That((run.ExitCode, run.Output, run.Errors), Is.EqualTo((0, "0 entries.\n", "")));
    }

    [Test]
    public async Task Line_that_cannot_be_read_is_shown_and_is_a_problem()
    {
        using var log = new TestLog();
        await log.WriteAsync([Sample.Decision(1), Sample.Decision(2)]);
        log.Edit(0, text =>
            text.Replace(
                "\n{\"schema_version\":1,\"record_id\":\"record-2\"",
                "\n\u001b[2Jbroken\n{\"schema_version\":1,\"record_id\":\"record-2\"",
                StringComparison.Ordinal));

        var table = await Mcpguard.RunAsync("audit", "query", log.Directory);
        var json = await Mcpguard.RunAsync("audit", "query", log.Directory, "--json");

        Assert.That((table.ExitCode, json.ExitCode), Is.EqualTo((1, 1)));
        Assert.That(table.Output, Does.Contain("segment 1 line 3").And.Contain("unreadable").And.Contain(@"\u001b[2Jbroken").And.Contain("3 entries"));
        Assert.That(table.Errors, Does.Contain("1 line of the log cannot be read"));
        Assert.That(json.Lines.Select(line => (string?)JsonNode.Parse(line)!["unreadable"]), Is.EqualTo(new[] { null, "\u001b[2Jbroken", null }));
    }
}
