using System.Text.Json.Nodes;
using McpGuard.Cli.Tests.Running;
using McpGuard.Testing;

namespace McpGuard.Cli.Tests.Policy;

/// <summary>A file of tests holds a policy to its answers, on the command line and in a test framework.</summary>
[TestFixture]
internal sealed class PolicyTestFileTests
{
    private const string Rules = """
        "office": { "Tools": "notes_write", "Network": "10.0.0.0/8" },
        "by-day": { "Tools": "notes_write", "Hours": { "TimeZone": "UTC", "From": "08:00", "To": "18:00" } },
        "staff": { "Tools": "notes_write", "Groups": "staff" },
        "own-tenant": { "Tools": "notes_write", "Tenant": { "Claim": "tid", "Allowed": [ "north" ] } },
        "short": { "Tools": "notes_write", "Arguments": { "properties": { "path": { "type": "string", "maxLength": 5 } } } },
        "watched": { "Tools": "notes_read", "Network": "10.0.0.0/8", "Mode": "ReportOnly" }
        """;

    private const string Good = """ "caller": "alice", "tool": "notes_write", "address": "10.1.1.1", "arguments": { "path": "a" } """;

    [TestCase($$"""{ {{Good}}, "effect": "allow", "reason": "allowed" }""")]
    [TestCase(
        """{ "caller": "alice", "tool": "notes_write", "address": "192.0.2.1", "arguments": { "path": "a" }""" +
            """, "effect": "deny", "reason": "network_not_allowed", "rule": "office" }""")]
    [TestCase($$"""{ {{Good}}, "time": "2026-11-23T20:00:00Z", "effect": "deny", "reason": "outside_hours", "rule": "by-day" }""")]
    [TestCase(
        """{ "caller": "alice", "tool": "notes_write", "address": "10.1.1.1", "arguments": { "path": "too long" }, "effect": "deny", "rule": "short" }""")]
    [TestCase("""{ "caller": "bob", "tool": "notes_write", "address": "10.1.1.1", "arguments": { "path": "a" }, "effect": "deny" }""")]
    [TestCase("""{ "caller": "bob", "tool": "notes_read", "effect": "would_deny", "reason": "allowed" }""")]
    [TestCase("""{ "caller": "bob", "tool": "no_such_tool", "effect": "deny", "reason": "target_unknown" }""")]
    public async Task Case_passes(string test)
    {
        using var folder = await PolicyFolder.CreateAsync(Rules, test);

        var result = await PolicyTests.Load(folder.Tests).Cases.Single().RunAsync();

        Assert.That(result.HasPassed, () => $"{string.Join(", ", result.Differences)}\n{result.Answer}");
        Assert.DoesNotThrow(result.EnsurePassed);
    }

    [TestCase($$"""{ {{Good}}, "effect": "deny" }""", "the effect is allow instead of deny")]
    [TestCase("""{ "caller": "alice", "tool": "notes_write", "effect": "deny", "reason": "outside_hours" }""", "instead of outside_hours")]
    [TestCase("""{ "caller": "alice", "tool": "notes_write", "effect": "deny", "rule": "by-day" }""", "instead of by-day")]
    [TestCase("""{ "caller": "bob", "tool": "notes_wriet", "effect": "deny" }""", "the server has no such target")]
    [TestCase("""{ "caller": "bob", "prompt": "notes_write", "effect": "deny" }""", "the server has no such target")]
    public async Task Other_answer_is_a_failure(string test, string difference)
    {
        using var folder = await PolicyFolder.CreateAsync(Rules, test);

        var result = await PolicyTests.Load(folder.Tests).Cases.Single().RunAsync();

        Assert.That(result.EnsurePassed, Throws.TypeOf<PolicyTestException>().With.Message.Contain(difference).And.Message.Contain("policy sha256:"));
    }

    [Test]
    public async Task Only_a_running_server_decides_its_own_conditions()
    {
        using var folder = await PolicyFolder.CreateAsync(
            """ "calm": { "Tools": "notes_read", "Risk": { "Levels": [ "low", "high" ], "Max": "low" } } """,
            """{ "caller": "bob", "tool": "notes_read", "effect": "undecided" }""");

        Assert.That((await PolicyTests.Load(folder.Tests).Cases.Single().RunAsync()).HasPassed);
    }

    [Test]
    public async Task Test_in_the_server_s_process_asks_the_server()
    {
        using var folder = await PolicyFolder.CreateAsync();
        await using var server = await GuardedTestServer.StartAsync(_ => { });
        folder.WriteTests("""{ "caller": "bob", "tool": "notes_read", "effect": "deny", "reason": "target_unknown" }""");

        var result = await PolicyTests.Load(folder.Tests, server.Services).Cases.Single().RunAsync();

        Assert.That(result.HasPassed, () => string.Join(", ", result.Differences));
    }

    [TestCase("""{ "caller": "carol", "tool": "notes_read", "effect": "allow" }""", "$.cases[0].caller")]
    [TestCase("""{ "caller": "bob", "effect": "allow" }""", "exactly one of tool")]
    [TestCase("""{ "caller": "bob", "tool": "a", "prompt": "b", "effect": "allow" }""", "exactly one of tool")]
    [TestCase("""{ "caller": "bob", "tool": "notes_read", "effect": "allowed" }""", "$.cases[0].effect")]
    [TestCase("""{ "caller": "bob", "tool": "notes_read", "effect": 0 }""", "$.cases[0].effect")]
    [TestCase("""{ "caller": "bob", "tool": "notes_read" }""", "effect")]
    [TestCase("""{ "caller": "bob", "tool": "notes_read", "effect": "deny", "effect": "allow" }""", "effect")]
    [TestCase("""{ "caller": "bob", "tool": "notes_read", "effect": "allow", "colour": "red" }""", "colour")]
    [TestCase("""{ "caller": "bob", "tool": "notes_read", "effect": "deny", "reason": "because" }""", "reason")]
    [TestCase("""{ "caller": "bob", "tool": "notes_read", "arguments": [], "effect": "deny" }""", "arguments")]
    [TestCase("""{ "caller": "bob", "tool": "notes_read", "address": "here", "effect": "deny" }""", "address")]
    [TestCase("""{ "caller": "bob", "resource": "a://b", "arguments": {}, "effect": "deny" }""", "arguments")]
    [TestCase("", "no case")]
    public async Task Case_that_leaves_something_open_is_an_error(string test, string why)
    {
        using var folder = await PolicyFolder.CreateAsync(cases: test);

        var run = await Mcpguard.RunAsync("policy", "test", folder.Tests);

        Assert.That((run.ExitCode, run.Output), Is.EqualTo((2, "")));
        Assert.That(run.Errors, Does.Contain(why).And.Contain("policy-tests.json").And.Not.Contain("   at "));
    }

    [Test]
    public async Task Case_without_a_time_is_an_error()
    {
        using var folder = await PolicyFolder.CreateAsync();
        await File.WriteAllTextAsync(
            folder.Tests, (await File.ReadAllTextAsync(folder.Tests)).Replace("\"time\": \"2026-11-23T10:00:00Z\",", "", StringComparison.Ordinal));

        Assert.That(() => PolicyTests.Load(folder.Tests), Throws.TypeOf<FormatException>().With.Message.Contain("no time"));
    }

    [Test]
    public async Task Command_tells_passed_from_failed()
    {
        using var folder = await PolicyFolder.CreateAsync(cases: """
            { "caller": "alice", "tool": "notes_read", "effect": "allow" },
            { "name": "Bob may write", "caller": "bob", "tool": "notes_write", "effect": "allow" }
            """);

        var run = await Mcpguard.RunAsync("policy", "test", folder.Tests);
        var json = await Mcpguard.RunAsync("policy", "test", folder.Tests, "--json");

        Assert.That((run.ExitCode, json.ExitCode), Is.EqualTo((1, 1)));
        Assert.That(run.Output, Does.Contain("FAILED Bob may write").And.Contain("1 passed, 1 failed.").And.Contain("missing notes:write"));
        Assert.That((int?)JsonNode.Parse(json.Output)!["failed"], Is.EqualTo(1));
    }

    [Test]
    public async Task Changed_policy_is_tested_with_the_same_file()
    {
        using var folder = await PolicyFolder.CreateAsync();
        var changed = folder.WriteSettings("new.json", """ "office": { "Tools": "notes_read", "Network": "10.0.0.0/8" } """);

        Assert.That((await Mcpguard.RunAsync("policy", "test", folder.Tests)).ExitCode, Is.Zero);
        Assert.That((await Mcpguard.RunAsync("policy", "test", folder.Tests, "--settings", changed)).ExitCode, Is.EqualTo(1));
    }
}
