#pragma warning disable MCP9006 // Sessions of older clients are obsolete, and bounded all the same.

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>One caller cannot begin so many sessions that the server ends those of others.</summary>
[Category("SES-5")]
internal sealed class SessionShareTests
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":""" +
            """{"name":"test","version":"1"}}}""";

    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync(server: mcp => mcp.Services.Configure<HttpServerTransportOptions>(options =>
    {
        options.SessionMode = HttpServerSessionMode.Stateful;
        options.MaxIdleSessionCount = 100;
    }));

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Caller_with_all_its_sessions_starts_no_other_and_other_callers_do()
    {
        for (var i = 0; i < 10; i++)
            Assert.That((await BeginAsync("mallory")).Verdict, Is.EqualTo(200));

        var refused = await BeginAsync("mallory");
        Assert.That((refused.Verdict, refused.ErrorCode), Is.EqualTo((429, 42902)));
        Assert.That((await BeginAsync("alice")).Verdict, Is.EqualTo(200));
    }

    [Test]
    public async Task Session_that_its_caller_ends_makes_room()
    {
        var session = (await BeginAsync("alice")).Headers["Mcp-Session-Id"];
        for (var i = 1; i < 10; i++)
            await BeginAsync("alice");

        await new WireRequest((string?)null, "DELETE").With("Mcp-Session-Id", session).WithToken(Token("alice")).SendAsync(_server);

        Assert.That((await BeginAsync("alice")).Verdict, Is.EqualTo(200));
    }

    [TestCase(-1)]
    [TestCase(long.MaxValue)]
    public async Task Sessions_without_an_idle_end_are_limited_too(long timeout)
    {
        _server.Services.GetRequiredService<IOptions<HttpServerTransportOptions>>().Value.IdleTimeout = timeout < 0
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromTicks(timeout);
        for (var i = 0; i < 10; i++)
            Assert.That((await BeginAsync("mallory")).Verdict, Is.EqualTo(200));

        Assert.That((await BeginAsync("mallory")).Verdict, Is.EqualTo(429));
    }

    private Task<WireAnswer> BeginAsync(string subject) => new WireRequest(Initialize).WithToken(Token(subject)).SendAsync(_server);

    private string Token(string subject) => _server.NewToken().With("sub", subject).Build();
}
