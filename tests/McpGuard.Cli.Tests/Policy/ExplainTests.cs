using System.Text.Json.Nodes;
using McpGuard.Cli.Tests.Running;

namespace McpGuard.Cli.Tests.Policy;

/// <summary>The tool explains what a policy answers to a request, or to a recorded decision.</summary>
[TestFixture]
internal sealed class ExplainTests
{
    private static readonly string[] _asAlice = ["--subject", "alice", "--actor", "agent-1", "--scope", "notes:write", "--time", "2026-11-23T10:00Z"];

    [TestCase("10.1.1.1", "allow")]
    [TestCase("192.0.2.1", "deny")]
    public async Task Request_is_explained(string address, string effect)
    {
        using var folder = await PolicyFolder.CreateAsync(""" "office": { "Tools": "notes_write", "Network": "10.0.0.0/8" } """);

        var run = await folder.RunAsync("explain", [folder.Settings, .. _asAlice, "--tool", "notes_write", "--address", address, "--json"]);

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        var answer = JsonNode.Parse(run.Output)!;
        Assert.That((string?)answer["effect"], Is.EqualTo(effect));
        Assert.That(answer["rules"]!.AsArray().Select(rule => (string?)rule!["rule"]), Is.EquivalentTo(new[] { "declaration", "office" }));
    }

    [Test]
    public async Task Text_output_names_the_missing_facts()
    {
        using var folder = await PolicyFolder.CreateAsync();

        var run = await folder.RunAsync("explain", [folder.Settings, "--subject", "bob", "--tool", "notes_write"]);

        Assert.That(run.Output, Does.StartWith("denied: ScopeInsufficient").And.Contain("missing notes:write"));
    }

    [Test]
    public async Task Mistyped_tool_is_answered_with_the_nearest()
    {
        using var folder = await PolicyFolder.CreateAsync();

        var run = await folder.RunAsync("explain", [folder.Settings, .. _asAlice, "--tool", "notes_wriet"]);

        Assert.That(run.Output, Does.StartWith("denied: TargetUnknown"));
        Assert.That(run.Errors, Is.EqualTo("The server has no 'notes_wriet', did you mean 'notes_write'?\n"));
    }

    [TestCase("notes.txt", false)]
    [TestCase("/etc/hosts", true)]
    [Category("APR-15")]
    public async Task Required_approval_is_explained(string path, bool isNeeded)
    {
        using var folder = await PolicyFolder.CreateAsync(
            """
            "big": {
              "Tools": "notes_write",
              "Approval": { "Groups": "leads", "Count": 2, "When": { "properties": { "path": { "pattern": "^/etc" } }, "required": [ "path" ] } }
            }
            """);

        var run = await folder.RunAsync("explain", [folder.Settings, .. _asAlice, "--tool", "notes_write", "--arguments", $$"""{"path":"{{path}}"}"""]);

        Assert.That(
            run.Output,
            isNeeded ? Does.Contain("ApprovalRequired").And.Contain("2 of groups leads, by others") : Does.Not.Contain("ApprovalRequired"),
            run.Errors);
    }

    [Test]
    public async Task Scopes_of_groups_are_shown_and_are_part_of_the_version()
    {
        using var folder = await PolicyFolder.CreateAsync();

        var member = await ExplainAsync("notes:read notes:write", "staff");
        var other = await ExplainAsync("notes:read notes:write", "guests");
        var fewer = await ExplainAsync("notes:read", "staff");

        Assert.That(member, Does.Contain("scopes of the groups: notes:read notes:write").And.Contain("allowed"));
        Assert.That(other, Does.StartWith("denied: ScopeInsufficient").And.Not.Contain("scopes of the groups"));
        Assert.That(fewer, Does.Contain("denied: ScopeInsufficient"));
        Assert.That(VersionIn(fewer), Is.Not.EqualTo(VersionIn(member)));
        Assert.That(VersionIn(other), Is.EqualTo(VersionIn(member)));

        async Task<string> ExplainAsync(string scopes, string group)
        {
            File.WriteAllText(folder.PathOf("gateway.json"), $$"""
                { "McpGuard": { "Resource": "https://notes.example.com/mcp", "Issuers": { "pomerium": { "Issuer": "notes.example.com", "Profile": "Pomerium",
                  "Audiences": "notes.example.com", "Keys": { "Uri": "https://notes.example.com/keys" }, "Gateway": { "Client": "pomerium" },
                  "GroupScopes": { "staff": "{{scopes}}" } } } } }
                """);
            var run = await folder.RunAsync("explain", folder.PathOf("gateway.json"), "--subject", "alice", "--group", group, "--tool", "notes_write");
            Assert.That(run.ExitCode, Is.Zero, run.Errors);
            return run.Output;
        }

        static string VersionIn(string output) => output.Split("(policy ")[1].Split(')')[0];
    }

    [Test]
    public async Task Challenge_of_the_refusal_is_shown()
    {
        using var folder = await PolicyFolder.CreateAsync();
        string[] question = [folder.Settings, "--subject", "bob", "--scope", "other", "--tool", "notes_write"];

        var (text, json) = (await folder.RunAsync("explain", question), await folder.RunAsync("explain", [.. question, "--json"]));

        Assert.That(text.Output, Does.Contain("the challenge: insufficient_scope, scope ").And.Contain("the first sign-in asks for "));
        var challenge = JsonNode.Parse(json.Output)!["challenge"]!;
        Assert.That((string?)challenge["error"], Is.EqualTo("insufficient_scope"));
        Assert.That(challenge["scopes"]!.AsArray().Select(scope => (string?)scope), Does.Contain("notes:write").And.Not.Contain("other"));
    }

    [TestCase("Use the office network.", "the refusal tells: Use the office network.")]
    [TestCase("", "the refusal tells: no reason")]
    public async Task What_a_rule_tells_a_refused_caller_is_shown(string says, string expected)
    {
        using var folder = await PolicyFolder.CreateAsync(
            $$""" "office": { "Tools": "notes_write", "Network": "10.0.0.0/8", "Says": "{{says}}" } """);

        var run = await folder.RunAsync("explain", [folder.Settings, .. _asAlice, "--tool", "notes_write", "--address", "192.0.2.1"]);

        Assert.That(run.Output, Does.Contain(expected).And.Not.Contain("the challenge"));
    }

    [Test]
    public async Task Recorded_decision_is_explained_by_its_operation()
    {
        using var folder = await PolicyFolder.CreateAsync();
        using var log = new TestLog();
        await log.WriteAsync([Sample.Decision(1, effect: AuditEffect.Deny, reason: ReasonCode.ScopeInsufficient, target: "notes_write", scope: "notes:write")]);

        var run = await folder.RunAsync("explain", [folder.Settings, "--log", log.Directory, "--operation", "operation-1"]);

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.Contain("recorded: deny: scope_insufficient").And.Contain("denied, by declaration"));
        Assert.That(run.Output, Does.Contain("the challenge: insufficient_scope, scope notes:write"));
    }

    [Test]
    public async Task Decision_that_no_policy_made_is_not_explained()
    {
        using var folder = await PolicyFolder.CreateAsync();
        using var log = new TestLog();
        await log.WriteAsync([Sample.Refusal(1)]);

        var run = await folder.RunAsync("explain", [folder.Settings, "--log", log.Directory, "--operation", "operation-1"]);
        var other = await folder.RunAsync("explain", [folder.Settings, "--log", log.Directory, "--operation", "operation-2"]);

        Assert.That((run.ExitCode, other.ExitCode), Is.EqualTo((2, 2)));
        Assert.That(run.Errors, Does.Contain("verified caller"));
        Assert.That(other.Errors, Does.Contain("operation-2"));
    }

    [TestCase("--tool notes_read", "--subject")]
    [TestCase("--subject bob", "exactly one of tool")]
    [TestCase("--subject bob --tool notes_read --arguments [", "--arguments is not JSON")]
    [TestCase("--subject bob --tool notes_read --arguments []", "not an object")]
    [TestCase("--operation 1", "belong together")]
    public async Task Question_that_is_not_complete_is_an_error(string question, string why)
    {
        using var folder = await PolicyFolder.CreateAsync();

        var run = await folder.RunAsync("explain", [folder.Settings, .. question.Split(' ')]);

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors, Does.Contain(why));
    }
}
