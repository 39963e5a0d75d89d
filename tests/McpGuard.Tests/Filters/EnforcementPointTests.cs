#pragma warning disable MCPEXP002 // One enforcement point is taken away at a time.

using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Server;
using Moq;

namespace McpGuard.Tests.Filters;

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
        await using var server = await StartWithoutAsync(options => options.Filters.Message.IncomingFilters.RemoveAt(0));
        server.Token = server.NewToken().WithScopes("notes:read").Build();
        await using var client = await server.ConnectAsync();

        Assert.That((await client.RefusalAsync("read")).CodeOf(), Is.EqualTo(40100));
    }

    [Test]
    public async Task Without_the_message_guard_no_list_has_a_caller()
    {
        await using var server = await StartWithoutAsync(options => options.Filters.Message.IncomingFilters.RemoveAt(0));
        await using var client = await server.ConnectAsync();

        var exception = await Assert.ThrowsAsync<McpProtocolException>(async () => await client.ListToolsAsync());

        Assert.That(exception!.CodeOf(), Is.EqualTo(40100));
    }

    [Test]
    public async Task Without_the_tool_call_guard_no_tool_is_authorized()
    {
        await using var server = await StartWithoutAsync(options => options.Filters.Request.CallToolWithAlternateFilters.RemoveAt(0));
        server.Token = server.NewToken().WithScopes("notes:read").Build();
        await using var client = await server.ConnectAsync();

        Assert.That((await client.RefusalAsync("read")).CodeOf(), Is.EqualTo(40301));
    }

    [Test]
    public async Task Without_both_the_last_check_refuses_alone()
    {
        await using var server = await StartWithoutAsync(options =>
        {
            options.Filters.Message.IncomingFilters.RemoveAt(0);
            options.Filters.Request.CallToolWithAlternateFilters.RemoveAt(0);
        });
        await using var client = await server.ConnectAsync();

        Assert.That((await client.RefusalAsync("read")).CodeOf(), Is.EqualTo(40100));
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

    // The guard's filters are put in when the options are made; a change from then on is one that nobody makes.
    private Task<GuardedTestServer> StartWithoutAsync(Action<McpServerOptions> remove) => GuardedTestServer.StartAsync(mcp =>
    {
        mcp.WithTools([_probe.Tool]);
        mcp.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(services =>
        {
            remove(services.GetRequiredService<IOptions<McpServerOptions>>().Value);
            return Mock.Of<IHostedService>();
        }));
    });
}
