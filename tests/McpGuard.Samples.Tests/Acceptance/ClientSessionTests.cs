using System.Text.Json.Nodes;
using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>
/// The official C# client, both generations of the TypeScript client, and mcp-remote register themselves at an identity provider that this
/// project did not write, sign in, step up, meet a rule, and live longer than their tokens.
/// </summary>
[TestFixture]
internal sealed class ClientSessionTests
{
    private const string AllScopes = "mcp:basic files:read files:write files:admin tickets:read tickets:write tickets:admin";
    private const int Seconds = 10;

    private static readonly string[] _clients = ["csharp", "sdk-1", "client-2-modern", "mcp-remote"];
    private static readonly string[] _steppingUp = ["csharp", "client-2-modern", "mcp-remote"];
    private static readonly string[] _lifetimes = ["short-lived", "short-lived no-lifetime"];

    private Dictionary<string, ClientSession> _sessions = null!;
    private Dictionary<string, ClientSession> _strictSessions = null!;
    private Dictionary<(string Client, string Words), ClientExpiry> _expiries = null!;
    private JsonNode _diagnosis = null!;

    [OneTimeSetUp]
    public async Task RunAsync()
    {
        await NodeClients.RequireAsync();
        await using var world = await ProviderWorld.StartAsync("mcp:basic files:read files:write tickets:read", ("McpGuard__ClockSkew", "00:00:00"));
        await using var strict = await ProviderWorld.StartAsync(AllScopes, ("McpGuard__InitialScopes__0", "All"));
        foreach (var sandbox in new[] { world.Sandbox, strict.Sandbox })
            await File.WriteAllTextAsync(Path.Combine(sandbox, "a.txt"), "text");

        _sessions = await RunEachAsync(_clients, client => ClientSession.RunAsync(client, world));
        _strictSessions = await RunEachAsync(_clients, client => ClientSession.RunAsync(client, strict, "strict"));
        _expiries = await RunEachAsync(
            from client in _clients from words in _lifetimes select (client, words),
            run => ClientSession.RunForAsync(Seconds, run.client, world, run.words));
        _diagnosis = await DiagnoseAsync(world);
    }

    [TestCaseSource(nameof(_clients))]
    [Category("LST-3")]
    public void Client_sees_the_tools_that_more_scope_opens(string client) =>
        Assert.That(_sessions[client].Tools, Is.SupersetOf(new[] { "whoami", "files_read", "tickets_search" }));

    [TestCaseSource(nameof(_steppingUp))]
    public void Five_calls_that_alternate_between_two_scopes_take_two_more_sign_ins(string client)
    {
        var seen = _sessions[client];

        Assert.That(seen.Before, Does.EndWith("with the scopes: mcp:basic"));
        AssertAllRan(seen.Alternating);
        Assert.That(seen.Asked, Has.Length.EqualTo(3));
        Assert.That(seen.Asked[0], Does.Contain("mcp:basic").And.Not.Contain("files:read"));
        Assert.That(seen.Asked[1], Does.Contain("mcp:basic").And.Contain("files:read").And.Not.Contain("tickets:read"));
        Assert.That(seen.Asked[2], Does.Contain("mcp:basic").And.Contain("files:read").And.Contain("tickets:read"));
    }

    [Test]
    public void Client_that_never_steps_up_continues_with_its_token()
    {
        var seen = _sessions["sdk-1"];

        Assert.That(seen.Alternating, Is.All.Contain("403"));
        Assert.That(seen.Asked, Is.EqualTo(new[] { "mcp:basic" }));
        Assert.That(seen.After, Is.EqualTo(seen.Before));
    }

    [TestCaseSource(nameof(_clients))]
    public void Program_prints_the_text_of_a_refusal_by_a_rule(string client)
    {
        Assert.That(
            _sessions[client].Rule, Does.StartWith("The call of files_write was refused, and nothing was run.").And.Contain("Change the argument name."));
        Assert.That(_sessions[client].After, Does.StartWith("nobody acts for alice with the scopes: mcp:basic"), "The session goes on.");
    }

    [TestCaseSource(nameof(_clients))]
    public void Client_with_fixed_registered_scopes_signs_in_once_for_everything(string client)
    {
        var seen = _strictSessions[client];

        AssertAllRan(seen.Alternating);
        Assert.That(seen.Asked, Has.Length.EqualTo(1));
    }

    [Test]
    public void Session_outlives_its_token_without_another_sign_in(
        [ValueSource(nameof(_clients))] string client, [ValueSource(nameof(_lifetimes))] string words)
    {
        var seen = _expiries[(client, words)];

        Assert.That(seen.Answers, Is.EqualTo(new[] { "nobody acts for alice with the scopes: mcp:basic" }));
        Assert.That(seen.Asked, Has.Length.EqualTo(1));
    }

    [TestCase("SDK clients: C#")]
    [TestCase("SDK clients: Python 1, TypeScript 1; mcp-remote")]
    public void Doctor_reports_that_these_clients_can_connect(string clients)
    {
        var diagnosis = _diagnosis["clients"]!.AsArray().Single(client => ((string)client!["client"]!).StartsWith(clients, StringComparison.Ordinal))!;

        Assert.That((string?)diagnosis["verdict"], Is.EqualTo("works"), diagnosis.ToJsonString());
    }

    [Test]
    public void Doctor_shows_a_refused_call_as_a_client_gets_it() =>
        Assert.That(
            _diagnosis["checks"]!.AsArray().Where(check => (string?)check!["check"] == "call").Select(check => (string?)check!["detail"]),
            Is.All.Contains("403 with a challenge for files:read").And.All.Contains("The call of files_read was refused"));

    private static async Task<JsonNode> DiagnoseAsync(ProviderWorld world)
    {
        var token = Path.Combine(world.Sandbox, "token");
        await File.WriteAllTextAsync(token, await world.Provider!.TokenAsync());
        string[] command = [Built.Cli, "doctor", world.Resource, "--register", "--token", token, "--call", "files_read", "--json"];
        var (_, output, errors) = await StartedProgram.RunAsync("dotnet", command);
        return JsonNode.Parse(output) ?? throw new InvalidOperationException(errors);
    }

    private static void AssertAllRan(string[] alternating)
    {
        Assert.That(alternating.Where((_, index) => index % 2 == 0), Is.All.EqualTo("text"));
        Assert.That(alternating.Where((_, index) => index % 2 == 1), Is.All.Contains("Coffee machine"));
    }

    private static async Task<Dictionary<TRun, TSeen>> RunEachAsync<TRun, TSeen>(IEnumerable<TRun> runs, Func<TRun, Task<TSeen>> run)
        where TRun : notnull
    {
        var seen = await Task.WhenAll(runs.Select(async key => (key, await run(key))));
        return seen.ToDictionary();
    }
}
