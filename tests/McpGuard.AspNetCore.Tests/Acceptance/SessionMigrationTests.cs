#pragma warning disable MCP9006 // The obsolete session options are what is tested.

using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>A session that another instance takes over stays its caller's.</summary>
[Category("T3")]
[Category("SES-3")]
[Category("SES-5")]
internal sealed class SessionMigrationTests
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":""" +
            """{"name":"test","version":"1"}}}""";

    private static readonly string _key = Convert.ToBase64String(new byte[32]);

    private Testing.TestAuthority _authority = null!;
    private Store _store = null!;

    [SetUp]
    public void SetUp() => (_authority, _store) = (new(), new());

    [TearDown]
    public void TearDown() => _authority.Dispose();

    [TestCase("POST")]
    [TestCase("GET")]
    [TestCase("DELETE")]
    public async Task Migrated_session_stays_with_its_caller(string method)
    {
        await using var first = await StartAsync(_key);
        await using var second = await StartAsync(_key);
        var session = await OpenAsync(first, "alice");

        foreach (var stolen in new[] { session, _store.Ids.Single(), session[..^1] + (session[^1] == 'A' ? 'B' : 'A') })
        {
            var request = method == "POST" ? new WireRequest(WireRequest.Echo) : new WireRequest((string?)null, method);
            Assert.That(
                (await request.With("Mcp-Session-Id", stolen).With("Last-Event-ID", "1").WithToken(Token(second, "bob")).SendAsync(second)).Status,
                Is.EqualTo(404));
            Assert.That(second.Audit.Decisions[^1], Has.Property("Reason").EqualTo(ReasonCode.SessionRefused).And.Property("Subject").EqualTo("bob"));
        }

        Assert.That(_store.Asked, Is.Zero, "The store is not even asked.");
        Assert.That((await CallAsync(second, session, "alice")).Status, Is.EqualTo(200));
        Assert.That((await CallAsync(second, session, "bob")).Status, Is.EqualTo(404));
        Assert.That((await CallAsync(first, session, "alice")).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Session_of_an_instance_with_another_key_is_unknown()
    {
        await using var first = await StartAsync(_key);
        await using var second = await StartAsync(Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray()));
        var session = await OpenAsync(first, "alice");

        Assert.That((await CallAsync(second, session, "alice")).Status, Is.EqualTo(404));
    }

    [Test]
    public void Sessions_that_move_need_a_key_that_the_instances_share() =>
        Assert.That(async () => await StartAsync(null), Throws.InstanceOf<McpGuardConfigurationException>().With.Message.Contains("StateKey"));

    private static Task<WireAnswer> CallAsync(GuardedWebServer server, string session, string subject) =>
        new WireRequest(WireRequest.Echo).With("Mcp-Session-Id", session).WithToken(Token(server, subject)).SendAsync(server);

    private async Task<string> OpenAsync(GuardedWebServer server, string subject)
    {
        var session = (await new WireRequest(Initialize).WithToken(Token(server, subject)).SendAsync(server)).Headers["Mcp-Session-Id"];
        await Eventually.IsTrueAsync(() => !_store.Ids.IsEmpty);
        return session;
    }

    private static string Token(GuardedWebServer server, string subject) => server.NewToken().With("sub", subject).Build();

    private Task<GuardedWebServer> StartAsync(string? key) => GuardedWebServer.StartAsync(
        options => options.StateKey = key,
        mcp => mcp.Services.Configure<HttpServerTransportOptions>(
            options => (options.SessionMode, options.SessionMigrationHandler) = (HttpServerSessionMode.Stateful, _store)),
        authority: _authority);

    // As an author writes it, who takes the guard to have checked the caller.
    private sealed class Store : ISessionMigrationHandler
    {
        private readonly ConcurrentDictionary<string, InitializeRequestParams> _sessions = new();
        private int _asked;

        public int Asked => _asked;

        public ConcurrentBag<string> Ids => [.. _sessions.Keys];

        public ValueTask OnSessionInitializedAsync(
            HttpContext context, string sessionId, InitializeRequestParams initializeParams, CancellationToken cancellationToken)
        {
            _sessions[sessionId] = initializeParams;
            return default;
        }

        public ValueTask<InitializeRequestParams?> AllowSessionMigrationAsync(HttpContext context, string sessionId, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            return new(_sessions.GetValueOrDefault(sessionId));
        }
    }
}
