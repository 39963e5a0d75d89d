using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpGuard.Tests.Pipeline;

[TestFixture]
[Category("LST-1")]
internal sealed class ToolListTests
{
    private const string HideUnauthorized = """{"Lists":"HideUnauthorized"}""";

    [Test]
    [Category("LST-9")]
    public async Task Caller_sees_the_tools_that_it_could_call()
    {
        await using var server = await StartAsync();
        server.Token = server.NewToken().WithScopes("notes:read").Build();
        await using var client = await server.ConnectAsync();

        Assert.That(await NamesAsync(client), Is.EquivalentTo(new[] { "open", "read" }));
        var outcome = server.Audit.Outcomes.Single(record => record.Method == "tools/list");
        Assert.That((outcome.Outcome, outcome.Shown, outcome.Withheld), Is.EqualTo((AuditOutcome.Succeeded, 2, 1)));
    }

    [Test]
    public async Task Another_token_on_the_same_connection_sees_more()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync();
        Assert.That(await NamesAsync(client), Is.EquivalentTo(new[] { "open" }));

        server.Token = server.NewToken().WithScopes("notes:read", "notes:write").Build();
        Assert.That(await NamesAsync(client), Is.EquivalentTo(new[] { "open", "read", "write" }));

        server.Token = server.NewToken().Build();
        Assert.That(await NamesAsync(client), Is.EquivalentTo(new[] { "open" }));
    }

    [Test]
    [Category("LST-5")]
    public async Task Order_of_the_server_is_kept()
    {
        await using var server = await StartAsync();
        server.Token = server.NewToken().WithScopes("notes:read", "notes:write").Build();
        await using var client = await server.ConnectAsync();
        var all = await NamesAsync(client);

        server.Token = server.NewToken().WithScopes("notes:read").Build();

        Assert.That(await NamesAsync(client), Is.EqualTo(all.Where(name => name != "write")));
    }

    [Test]
    [Category("LST-2")]
    public async Task Hidden_tool_is_judged_when_it_is_called()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync();
        Assert.That(await NamesAsync(client), Does.Not.Contain("read"));

        var refusal = await client.RefusalAsync("read");

        Assert.That((refusal.CodeOf(), refusal.Data["scope"]), Is.EqualTo((40300, "notes:read")));
    }

    [Test]
    [Category("LST-7")]
    public async Task Tools_that_a_handler_lists_are_shown_by_the_same_rules()
    {
        await using var server = await GuardedTestServer.StartAsync(mcp =>
        {
            mcp.WithListToolsHandler((_, _) => new(new ListToolsResult { Tools = [new() { Name = "named" }, new() { Name = "unnamed" }] }))
                .WithCallToolHandler((_, _) => new(new CallToolResult()));
            mcp.Services.Configure<McpGuardOptions>(
                options => (options.Policy, options.Tools["named"]) = (HideUnauthorized, new ToolOptions { Scopes = { "extra" } }));
        });
        await using var client = await server.ConnectAsync();
        Assert.That(await NamesAsync(client), Is.Empty);

        server.Token = server.NewToken().WithScopes("extra").Build();

        Assert.That(await NamesAsync(client), Is.EqualTo(new[] { "named" }));
    }

    [Test]
    [Category("LST-6")]
    public async Task Cursor_that_another_caller_was_given_shows_only_ones_own()
    {
        await using var server = await GuardedTestServer.StartAsync(mcp =>
        {
            mcp.WithListToolsHandler((request, _) => new(request.Params?.Cursor is null
                    ? new ListToolsResult { Tools = [new() { Name = "first" }], NextCursor = "alices" }
                    : new ListToolsResult { Tools = [new() { Name = "second" }, new() { Name = "open" }] }))
                .WithCallToolHandler((_, _) => new(new CallToolResult()));
            mcp.Services.Configure<McpGuardOptions>(options => options.Policy =
                """{"Lists":"HideUnauthorized","Rules":{"r":{"Tools":["first","second"],"Scopes":"wide"},"o":{"Tools":"open","AllowAnyCaller":true}}}""");
        });
        server.Token = server.NewToken().WithScopes("wide").Build();
        await using var client = await server.ConnectAsync();
        var first = await client.ListToolsAsync(new ListToolsRequestParams());
        var own = await client.ListToolsAsync(new ListToolsRequestParams { Cursor = first.NextCursor });

        server.Token = server.NewToken().With("sub", "mallory").Build();
        var foreign = await client.ListToolsAsync(new ListToolsRequestParams { Cursor = first.NextCursor });

        Assert.That(own.Tools.Select(tool => tool.Name), Is.EqualTo(new[] { "second", "open" }));
        Assert.That(foreign.Tools.Select(tool => tool.Name), Is.EqualTo(new[] { "open" }));
    }

    [Test]
    [Category("LST-4")]
    public async Task List_for_one_caller_is_private_and_no_longer_fresh_than_its_token()
    {
        await using var server = await StartAsync(result =>
        {
            result.CacheScope = CacheScope.Public;
            result.TimeToLive = TimeSpan.FromHours(1);
        });
        await using var client = await server.ConnectAsync();

        var result = await client.ListToolsAsync(new ListToolsRequestParams());

        Assert.That(result.CacheScope, Is.EqualTo(CacheScope.Private));
        Assert.That(result.TimeToLive, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(TimeSpan.FromMinutes(5)));
    }

    [Test]
    [Category("LST-8")]
    public async Task List_does_not_reveal_the_requirements_of_a_tool()
    {
        await using var server = await StartAsync();
        server.Token = server.NewToken().WithScopes("notes:read", "notes:write").Build();
        await using var client = await server.ConnectAsync();

        var tools = await client.ListToolsAsync();

        foreach (var tool in tools)
            Assert.That(
                System.Text.Json.JsonSerializer.Serialize(tool.ProtocolTool, ModelContextProtocol.McpJsonUtilities.DefaultOptions), Does.Not.Contain("notes:"));
    }

    private static Task<GuardedTestServer> StartAsync(Action<ListToolsResult>? change = null) => GuardedTestServer.StartAsync(mcp =>
    {
        mcp.WithTools([Probe.Write().Tool, Probe.Open().Tool, Probe.Read().Tool]);
        mcp.Services.Configure<McpGuardOptions>(options => options.Policy = HideUnauthorized);
        if (change is not null)
        {
            mcp.WithRequestFilters(filters => filters.AddListToolsFilter(next => async (request, cancellationToken) =>
            {
                var result = await next(request, cancellationToken);
                change(result);
                return result;
            }));
        }
    });

    private static async Task<string[]> NamesAsync(McpClient client) => [.. (await client.ListToolsAsync()).Select(tool => tool.Name)];
}
