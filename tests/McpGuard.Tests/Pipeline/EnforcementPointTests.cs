#pragma warning disable MCPEXP002 // One enforcement point is taken away at a time.

using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Pipeline;

/// <summary>Each enforcement point refuses alone: one that is missing opens nothing.</summary>
[TestFixture]
internal sealed class EnforcementPointTests
{
    private readonly Probe _probe = Probe.Read();
    private int _runsBefore;

    [SetUp]
    public void SetUp() => _runsBefore = _probe.Runs;

    [TearDown]
    public void TearDown() => Assert.That(_probe.Runs, Is.EqualTo(_runsBefore), "The tool has run.");

    [Test]
    public async Task Without_the_message_guard_no_call_has_a_caller()
    {
        await using var server = ServerWithout(options => options.Filters.Message.IncomingFilters.Clear());
        server.Token = server.NewToken().WithScopes("notes:read").Build();

        Assert.That((await server.CallAsync("read")).ErrorOf().Code, Is.EqualTo(40100));
    }

    [Test]
    public async Task Without_the_message_guard_no_list_has_a_caller()
    {
        await using var server = ServerWithout(options => options.Filters.Message.IncomingFilters.Clear());

        Assert.That((await server.RequestAsync("tools/list", "\"x\":1")).ErrorOf().Code, Is.EqualTo(40100));
    }

    [Test]
    public async Task Without_the_tool_call_guard_no_tool_is_authorized()
    {
        await using var server = ServerWithout(options => options.Filters.Request.CallToolWithAlternateFilters.RemoveAt(0));
        server.Token = server.NewToken().WithScopes("notes:read").Build();

        Assert.That((await server.CallAsync("read")).ErrorOf().Code, Is.EqualTo(40301));
    }

    [Test]
    public async Task Without_both_the_last_check_refuses_alone()
    {
        await using var server = ServerWithout(options =>
        {
            options.Filters.Message.IncomingFilters.Clear();
            options.Filters.Request.CallToolWithAlternateFilters.RemoveAt(0);
        });

        Assert.That((await server.CallAsync("read")).ErrorOf().Code, Is.EqualTo(40100));
    }

    [Test]
    public async Task Filter_that_takes_the_caller_away_ends_the_call()
    {
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([_probe.Tool])
            .WithRequestFilters(filters => filters.AddCallToolFilter(next => (request, cancellationToken) =>
            {
                request.User = new();
                return next(request, cancellationToken);
            })));
        server.Token = server.NewToken().WithScopes("notes:read").Build();
        await using var client = await server.ConnectAsync();

        Assert.That((await client.RefusalAsync("read")).CodeOf(), Is.EqualTo(40100));
    }

    [Test]
    public async Task Without_the_message_guard_no_message_is_dispatched()
    {
        await using var server = new WireServer(mcp => Take(mcp, options => options.Filters.Message.IncomingFilters.RemoveAt(0)));

        Assert.That((await server.RequestAsync("server/discover", "\"x\":1")).ErrorOf().Code, Is.EqualTo(40100));
    }

    // Options that take a filter away once the guard has put it in do not pass the check at the start; here there is none.
    private WireServer ServerWithout(Action<McpServerOptions> remove) => new(mcp => Take(mcp.WithTools([_probe.Tool]), remove));

    private static void Take(IMcpServerBuilder mcp, Action<McpServerOptions> remove) =>
        mcp.Services.AddSingleton<IOptions<McpServerOptions>>(services =>
        {
            var options = services.GetRequiredService<IOptionsFactory<McpServerOptions>>().Create(Options.DefaultName);
            remove(options);
            return Options.Create(options);
        });
}
