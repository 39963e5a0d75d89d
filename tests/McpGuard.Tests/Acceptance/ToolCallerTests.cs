using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>Whatever serves a message can ask who sent it, and gets the sender of that very message.</summary>
[TestFixture]
[Category("DEL-1")]
internal sealed class ToolCallerTests
{
    private WireServer _server = null!;

    [SetUp]
    public void SetUp() => _server = new WireServer(mcp => mcp.WithTokenFromRequestMeta()
        .WithTools<CallerTools>().WithPrompts<CallerPrompts>().WithResources<CallerResources>().Services.AddSingleton<SeenCaller>());

    [TearDown]
    public async Task TearDown() => await _server.DisposeAsync();

    [Test]
    public async Task Tool_gets_subject_actor_client_and_scopes()
    {
        var token = _server.NewToken().With("act", JsonNode.Parse("""{"sub":"agent-7","act":{"sub":"gateway"}}"""))
            .With("client_id", "desktop").With("sid", "session-1").With("jti", "token-1").WithScopes("a", "b").Build();

        await _server.CallAsync("who", prepare: message => Put(message, token));

        var seen = _server.Services.GetRequiredService<SeenCaller>().Caller;
        Assert.That((seen!.Issuer, seen.Subject, seen.ClientId, seen.SessionId, seen.TokenId, seen.Scopes.ToString()),
            Is.EqualTo((_server.Authority.Issuer, "alice", "desktop", "session-1", "token-1", "a b")));
        Assert.That(seen.Actor, Is.EqualTo(new Actor("agent-7", null, new Actor("gateway"))));
        Assert.That(seen.ExpiresAt - _server.Time.GetUtcNow(), Is.EqualTo(TimeSpan.FromMinutes(5)).Within(TimeSpan.FromSeconds(1)));
    }

    [TestCase("tools/call", "\"name\":\"who\"")]
    [TestCase("prompts/get", "\"name\":\"who\"")]
    [TestCase("resources/read", "\"uri\":\"who://me\"")]
    public async Task Tools_prompts_and_resources_get_the_caller(string method, string members)
    {
        Assert.That(await AskAsync("alice", method, members), Does.Contain("alice@agent-1"));
        Assert.That(await AskAsync("bob", method, members), Does.Contain("bob@agent-1").And.Not.Contain("alice"));
    }

    [Test]
    public async Task Caller_is_not_in_the_tools_schema()
    {
        var tools = await AskAsync("alice", "tools/list", "\"x\":1");

        Assert.That(tools, Does.Contain("\"who\"").And.Not.Contain("caller").IgnoreCase);
    }

    [TestCase("""{"caller":{"subject":"mallory","issuer":"x","clientId":"x","tokenId":"x","expiresAt":"2030-01-01"}}""")]
    [TestCase("""{"caller":{"Subject":"mallory"}}""")]
    [TestCase("""{"caller":"mallory"}""")]
    [TestCase("""{"caller":null}""")]
    public async Task Client_cannot_supply_its_identity(string arguments) =>
        Assert.That(
            await AskAsync("alice", "tools/call", $"\"name\":\"who\",\"arguments\":{arguments}"), Does.Contain("alice@agent-1").And.Not.Contain("mallory"));

    [Test]
    public async Task Calls_at_the_same_time_on_one_connection_see_each_its_own_caller()
    {
        string[] subjects = [.. Enumerable.Range(0, 300).Select(i => $"user-{i % 3}")];
        var tokens = subjects.Distinct().ToDictionary(subject => subject, subject => _server.NewToken().With("sub", subject).Build());

        var answers = await Task.WhenAll(subjects.Select(subject => Task.Run(() => AskAsync(tokens[subject], subject))));

        Assert.That(answers, Is.EqualTo(subjects.Select(subject => $"{subject}@agent-1 {subject}@agent-1")));

        async Task<string> AskAsync(string token, string subject)
        {
            var answer = await _server.CallAsync("slow", "\"arguments\":{}", message => Put(message, token));
            return (string)((JsonRpcResponse)answer).Result!["content"]![0]!["text"]!;
        }
    }

    [Test]
    public void No_call_is_accepted_without_tools() =>
        Assert.That(
            () => _server.Services.GetRequiredService<DelegatedCaller>(), Throws.InvalidOperationException.With.Message.Contains("Take it as a parameter"));

    [Test]
    public async Task Caller_of_a_message_is_gone_when_it_has_been_served()
    {
        await AskAsync("alice", "tools/call", "\"name\":\"who\"");

        Assert.That(() => _server.Services.GetRequiredService<DelegatedCaller>(), Throws.InvalidOperationException);
    }

    private async Task<string> AskAsync(string subject, string method, string members)
    {
        var token = _server.NewToken().With("sub", subject).Build();
        var answer = await _server.RequestAsync(method, members, message => Put(message, token));
        return JsonSerializer.Serialize(answer, McpJsonUtilities.DefaultOptions);
    }

    private static void Put(JsonRpcMessage message, string token) =>
        ((JsonRpcRequest)message).Params!["_meta"]![McpGuardDefaults.TokenMetaKey] = token;
}
