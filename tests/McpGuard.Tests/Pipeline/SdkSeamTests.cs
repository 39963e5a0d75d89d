#pragma warning disable MCPEXP002 // What the guard leans on is held here.

using System.Security.Claims;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Pipeline;

/// <summary>What the guard expects of the SDK's pipeline. If one of these fails with a new SDK, the guard does not hold there.</summary>
[TestFixture]
internal sealed class SdkSeamTests
{
    private readonly List<string> _order = [];

    [SetUp]
    public void SetUp() => _order.Clear();

    [TestCase("after")]
    [TestCase("first")]
    [TestCase("post-configure")]
    public async Task Refused_call_reaches_no_filter_of_the_author(string place)
    {
        await using var server = await GuardedTestServer.StartAsync(mcp => AddAuthorFilters(mcp.WithTools([Probe.Read().Tool]), place));
        await using var client = await server.ConnectAsync();

        await client.RefusalAsync("read");

        Assert.That(_order, Is.Empty);
    }

    [TestCase("after")]
    [TestCase("first")]
    [TestCase("post-configure")]
    public async Task Decision_is_recorded_before_any_filter_of_the_author_and_the_outcome_after_all(string place)
    {
        await using var server = await GuardedTestServer.StartAsync(mcp =>
        {
            AddAuthorFilters(mcp.WithTools([Probe.Open().Tool]), place);
            mcp.Services.AddSingleton<IAuditSink>(new ListeningSink(record => _order.Add($"{record.Event}")));
        });
        await using var client = await server.ConnectAsync();
        _order.Clear();

        await client.CallToolAsync("open");

        Assert.That(_order, Is.EqualTo(new[] { "Decision", "alternate in", "call in", "call out", "alternate out", "Outcome" }));
    }

    [Test]
    public async Task Caller_reaches_filters_and_tools_as_the_user()
    {
        ClaimsPrincipal? inFilter = null, inTool = null;
        var tool = McpServerTool.Create([AllowAnyCaller] (ClaimsPrincipal user) => { inTool = user; return ""; }, new() { Name = "who" });
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([tool])
            .WithRequestFilters(filters => filters.AddCallToolFilter(next => (request, cancellationToken) =>
            {
                inFilter = request.User;
                return next(request, cancellationToken);
            })));
        await using var client = await server.ConnectAsync();

        await client.CallToolAsync("who");

        Assert.That(inTool, Is.Not.Null.And.SameAs(inFilter));
        Assert.That(inTool!.FindFirst("sub")!.Value, Is.EqualTo("alice"));
    }

    [Test]
    public async Task Tool_that_a_filter_puts_in_the_place_of_another_does_not_run()
    {
        var (open, read) = (Probe.Open(), Probe.Read());
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([open.Tool, read.Tool])
            .WithRequestFilters(filters => filters.AddCallToolFilter(next => (request, cancellationToken) =>
            {
                request.MatchedPrimitive = read.Tool;
                return next(request, cancellationToken);
            })));
        await using var client = await server.ConnectAsync();

        var refusal = await client.RefusalAsync("open");

        Assert.That((open.Runs, read.Runs), Is.EqualTo((0, 0)));
        Assert.That(refusal.CodeOf(), Is.EqualTo(40301));
        var outcome = server.Audit.Outcomes.Single(record => record.Method == "tools/call");
        Assert.That((outcome.Outcome, outcome.Reason), Is.EqualTo((AuditOutcome.Failed, ReasonCode.TargetChanged)));
    }

    [Test]
    public async Task Tool_that_a_filter_calls_by_another_name_does_not_run()
    {
        var (open, read) = (Probe.Open(), Probe.Read());
        await using var server = await GuardedTestServer.StartAsync(mcp =>
        {
            mcp.WithTools([open.Tool, read.Tool]);
            mcp.Services.Configure<McpServerOptions>(options => options.Filters.Request.CallToolWithAlternateFilters.Add(
                (request, next, cancellationToken) =>
                {
                    request.Params.Name = "read";
                    return next(request, cancellationToken);
                }));
        });
        await using var client = await server.ConnectAsync();

        Assert.That((await client.RefusalAsync("open")).CodeOf(), Is.EqualTo(40301));
        Assert.That((open.Runs, read.Runs), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task Handler_of_the_author_serves_only_tools_that_the_options_name()
    {
        var served = new List<string>();
        await using var server = await GuardedTestServer.StartAsync(mcp =>
        {
            mcp.WithCallToolHandler((request, _) =>
            {
                served.Add(request.Params.Name);
                return new(new CallToolResult());
            });
            mcp.Services.Configure<McpGuardOptions>(options => options.Tools["named"] = new ToolOptions { Scopes = { "extra" } });
        });
        await using var client = await server.ConnectAsync();

        Assert.That((await client.RefusalAsync("other")).Message, Does.Contain("Unknown tool: 'other'"));
        Assert.That((await client.RefusalAsync("named")).CodeOf(), Is.EqualTo(40300));
        server.Token = server.NewToken().WithScopes("extra").Build();
        await client.CallToolAsync("named");

        Assert.That(served, Is.EqualTo(new[] { "named" }));
    }

    [Test]
    public async Task Handler_of_the_author_is_not_called_by_another_name_than_the_authorized_one()
    {
        var served = new List<string>();
        await using var server = await GuardedTestServer.StartAsync(mcp =>
        {
            mcp.WithCallToolHandler((request, _) =>
            {
                served.Add(request.Params.Name);
                return new(new CallToolResult());
            });
            mcp.WithRequestFilters(filters => filters.AddCallToolFilter(next => (request, cancellationToken) =>
            {
                request.Params.Name = "admin";
                return next(request, cancellationToken);
            }));
            mcp.Services.Configure<McpGuardOptions>(options => options.Tools["named"] = new ToolOptions { Scopes = { "extra" } });
            mcp.Services.Configure<McpGuardOptions>(options => options.Tools["admin"] = new ToolOptions { Scopes = { "admin" } });
        });
        server.Token = server.NewToken().WithScopes("extra").Build();
        await using var client = await server.ConnectAsync();

        Assert.That((await client.RefusalAsync("named")).CodeOf(), Is.EqualTo(40301));
        Assert.That(served, Is.Empty);
    }

    [Test]
    public void Server_keeps_the_options_that_the_author_gave_it()
    {
        var services = new ServiceCollection();
        services.AddMcpServer(options => options.ServerInstructions = "mine").WithMcpGuard().WithTools([Probe.Open().Tool]);
        using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<McpServerOptions>>().Value;

        Assert.That(options.ServerInstructions, Is.EqualTo("mine"));
        Assert.That(options.ToolCollection, Has.Count.EqualTo(1));
    }

    private void AddAuthorFilters(IMcpServerBuilder mcp, string place)
    {
        if (place == "post-configure")
            mcp.Services.PostConfigure<McpServerOptions>(options => Add(options, 0));
        else
            mcp.Services.Configure<McpServerOptions>(options => Add(options, place == "first" ? 0 : options.Filters.Request.CallToolFilters.Count));
    }

    private void Add(McpServerOptions options, int at)
    {
        options.Filters.Request.CallToolWithAlternateFilters.Insert(at, async (request, next, cancellationToken) =>
        {
            _order.Add("alternate in");
            var result = await next(request, cancellationToken);
            _order.Add("alternate out");
            return result;
        });
        options.Filters.Request.CallToolFilters.Insert(at, next => async (request, cancellationToken) =>
        {
            _order.Add("call in");
            var result = await next(request, cancellationToken);
            _order.Add("call out");
            return result;
        });
    }

    private sealed class ListeningSink(Action<AuditRecord> listen) : IAuditSink
    {
        public bool NeverBlocks => true;

        public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken)
        {
            if (record.Method == "tools/call")
                listen(record);

            return ValueTask.CompletedTask;
        }
    }
}
