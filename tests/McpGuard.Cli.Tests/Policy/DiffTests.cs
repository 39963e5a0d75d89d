using System.Text.Json.Nodes;
using McpGuard.Cli.Tests.Running;

namespace McpGuard.Cli.Tests.Policy;

/// <summary>Two policies are compared by their rules, by callers and cases, and by recorded calls.</summary>
[TestFixture]
internal sealed class DiffTests
{
    private const string Staff = """ "staff": { "Tools": "notes_write", "Groups": "staff" } """;

    [Test]
    public async Task Equal_policies_have_no_difference()
    {
        using var folder = await PolicyFolder.CreateAsync(Staff);
        var other = folder.WriteSettings("new.json", $" {Staff}  ");

        var run = await folder.RunAsync("diff", folder.Settings, other, "--tests", folder.Tests);

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.Contain("0 differences."));
    }

    [Test]
    public async Task Changed_rules_callers_and_cases_are_named()
    {
        using var folder = await PolicyFolder.CreateAsync(cases: """{ "name": "Bob reads", "caller": "bob", "tool": "notes_read", "effect": "allow" }""");
        var other = folder.WriteSettings("new.json", """ "staff": { "Tools": "notes_read", "Groups": "staff" } """);

        var changes = await ChangesAsync(folder, other, "--tests", folder.Tests);

        Assert.That(changes, Is.EquivalentTo(new[] { "rule  Rules.staff", "case bob Bob reads", "caller bob notes_read" }));
    }

    [Test]
    public async Task Recorded_call_that_would_be_decided_otherwise_is_named()
    {
        using var folder = await PolicyFolder.CreateAsync();
        using var log = new TestLog();
        await log.WriteAsync(
            [Sample.Decision(1) with { ScopesGranted = ["notes:read"] }, Sample.Decision(2, actor: "agent-2") with { ScopesGranted = ["notes:read"] }]);
        var other = folder.WriteSettings("new.json", """ "one-agent": { "Tools": "notes_read", "Callers": { "AllowedActors": [ "agent-1" ] } } """);

        var changes = await ChangesAsync(folder, other, "--log", log.Directory);

        Assert.That(changes, Is.EquivalentTo(new[] { "rule  Rules.one-agent", "call alice via agent-2 notes_read, operation operation-2" }));
    }

    [Test]
    public async Task Call_whose_record_does_not_have_the_facts_is_undecided()
    {
        using var folder = await PolicyFolder.CreateAsync();
        using var log = new TestLog();
        await log.WriteAsync([Sample.Decision(1) with { ScopesGranted = ["notes:read"] }]);
        var other = folder.WriteSettings("new.json", """ "staff": { "Tools": "notes_read", "Groups": "staff" } """);

        var run = await folder.RunAsync("diff", folder.Settings, other, "--log", log.Directory, "--json");

        Assert.That((int?)JsonNode.Parse(run.Output)!["calls_undecided"], Is.EqualTo(1));
        Assert.That(run.Output, Does.Not.Contain("operation-1"));
    }

    [Test]
    public async Task Recorded_fact_counts_under_an_unchanged_rule()
    {
        using var folder = await PolicyFolder.CreateAsync(Staff);
        using var log = new TestLog();
        var other = folder.WriteSettings(
            "new.json", $$"""{{Staff}}, "by-day": { "Tools": "notes_write", "Hours": { "TimeZone": "UTC", "From": "00:00", "To": "00:01" } } """);
        await log.WriteAsync([Sample.Decision(1, target: "notes_write", scope: "notes:write") with
        {
            ScopesGranted = ["notes:write"],
            PolicyVersion = (string?)JsonNode.Parse(
                (await folder.RunAsync("explain", folder.Settings, "--subject", "x", "--tool", "notes_write", "--json")).Output)!["policy_version"],
            Facts = [new AccessFact("staff", "groups", "staff", true)],
        }]);
        var same = folder.WriteSettings("same.json", $$"""{{Staff}}, "other": { "Tools": "notes_read", "Network": "10.0.0.0/8" } """);

        var run = await folder.RunAsync("diff", folder.Settings, same, "--log", log.Directory, "--json");

        Assert.That((int?)JsonNode.Parse(run.Output)!["calls_undecided"], Is.Zero, run.Output);
        Assert.That(await ChangesAsync(folder, other, "--log", log.Directory), Has.Some.StartsWith("call alice"));
    }

    [Test]
    public async Task Refusal_that_the_policy_did_not_make_is_not_turned_into_a_permission()
    {
        using var folder = await PolicyFolder.CreateAsync();
        using var log = new TestLog();
        await log.WriteAsync([Sample.Decision(1, effect: AuditEffect.Deny, reason: ReasonCode.TokenRevoked) with { ScopesGranted = ["notes:read"] }]);
        var other = folder.WriteSettings("new.json", Staff);

        var run = await folder.RunAsync("diff", folder.Settings, other, "--log", log.Directory, "--json");

        Assert.That((int?)JsonNode.Parse(run.Output)!["calls_undecided"], Is.EqualTo(1));
    }

    private static async Task<string[]> ChangesAsync(PolicyFolder folder, string other, params string[] options)
    {
        var run = await folder.RunAsync("diff", [folder.Settings, other, .. options, "--json"]);

        Assert.That(run.ExitCode, Is.EqualTo(1), run.Errors);
        return
        [
            .. JsonNode.Parse(run.Output)!["changes"]!.AsArray()
                .Select(change => $"{change!["kind"]} {((string?)change["who"])?.Replace(" via agent-1", "", StringComparison.Ordinal)} {change["what"]}"),
        ];
    }
}
