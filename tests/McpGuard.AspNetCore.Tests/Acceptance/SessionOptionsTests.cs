#pragma warning disable MCPEXP002 // A method of the author's own.
#pragma warning disable MCP9006 // Sessions, which older clients still use.

using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>What an author configures for one session is guarded as the rest of the server is.</summary>
[TestFixture]
internal sealed class SessionOptionsTests
{
    private readonly List<string> _ran = [];

    [SetUp]
    public void SetUp() => _ran.Clear();

    [Test]
    public async Task Method_of_a_session_that_no_rule_names_is_denied()
    {
        await using var server = await StartAsync(options => options.RequestHandlers = [Own("own/session")]);

        var answer = await CallAsync(server, "own/session", "\"x\":1");

        Assert.That(answer, Does.Contain("-32601"));
        Assert.That(_ran, Is.Empty);
        Assert.That(server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.TargetUnknown));
    }

    [TestCase("files:read", true)]
    [TestCase("other", false)]
    public async Task Method_of_a_session_follows_its_rule(string scope, bool runs)
    {
        await using var server = await StartAsync(options => options.RequestHandlers = [Own("own/session")],
            $$"""{ "Rules": { "own": { "Methods": ["own/session"], "Scopes": ["{{scope}}"] } } }""");

        await CallAsync(server, "own/session", "\"x\":1");

        Assert.That(_ran, runs ? Is.EqualTo(new[] { "own/session" }) : Is.Empty);
    }

    [Test]
    public async Task Task_that_a_session_would_show_is_asked_for_its_owner()
    {
        await using var server = await StartAsync(options => options.RequestHandlers = [Own("tasks/get")]);

        await CallAsync(server, "tasks/get", "\"taskId\":\"of-another\"");

        Assert.That(_ran, Is.Empty);
        Assert.That(server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.TaskUnknown));
    }

    [Test]
    public async Task Filter_of_a_session_cannot_swap_the_tool()
    {
        var admin = McpServerTool.Create([RequireScope("admin")] () => Ran("admin"), new() { Name = "admin" });
        await using var server = await StartAsync(options =>
        {
            options.ToolCollection!.Add(admin);
            options.Filters.Request.CallToolFilters.Add(next => (request, cancellationToken) =>
            {
                request.MatchedPrimitive = admin;
                return next(request, cancellationToken);
            });
        });

        Assert.That(await CallAsync(server, "tools/call", "\"name\":\"files_read\",\"arguments\":{\"path\":\"a\"}"), Does.Contain("40301"));
        Assert.That(_ran, Is.Empty);
    }

    [Test]
    public async Task Session_that_takes_the_filters_away_gets_them_back()
    {
        await using var server = await StartAsync(options =>
        {
            options.Filters = new();
            options.ToolCollection!.Add(McpServerTool.Create([RequireScope("admin")] () => Ran("admin"), new() { Name = "admin" }));
        });

        Assert.That(await CallAsync(server, "tools/call", "\"name\":\"admin\",\"arguments\":{}"), Does.Contain("40300").Or.Contain("insufficient_scope"));
        Assert.That(_ran, Is.Empty);
    }

    [TestCase("tools/call")]
    [TestCase("tools/list")]
    public async Task Session_whose_handler_replaces_the_pipeline_is_refused(string method)
    {
        await using var server = await StartAsync(options =>
        {
            options.ToolCollection = null;
            options.RequestHandlers = [Own(method)];
        });

        await CallAsync(server, method, "\"name\":\"files_read\",\"arguments\":{}");

        Assert.That(_ran, Is.Empty);
        Assert.That(server.Audit.Outcomes.Single().Outcome, Is.EqualTo(AuditOutcome.NotDispatched));
    }

    [Test]
    public async Task Callback_that_is_set_after_the_endpoint_is_mapped_is_guarded_too()
    {
        await using var server = await GuardedWebServer.StartAsync();
        server.Services.GetRequiredService<IOptions<HttpServerTransportOptions>>().Value.ConfigureSessionOptions = (_, options, _) =>
        {
            options.Filters = new();
            options.RequestHandlers = [Own("own/session")];
            return Task.CompletedTask;
        };

        await CallAsync(server, "own/session", "\"x\":1");

        Assert.That(_ran, Is.Empty);
    }

    private static Task<GuardedWebServer> StartAsync(Action<McpServerOptions> configure, string? policy = null) => GuardedWebServer.StartAsync(
        options => options.Policy = policy,
        mcp => mcp.WithHttpTransport(transport => transport.ConfigureSessionOptions = (_, options, _) =>
        {
            configure(options);
            return Task.CompletedTask;
        }));

    private static async Task<string> CallAsync(GuardedWebServer server, string method, string members)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp");
        request.Headers.Authorization = new("Bearer", server.NewToken().Build());
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Content = new StringContent(
            $$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{ {{members}} } }""", System.Text.Encoding.UTF8, "application/json");
        using var response = await server.Http.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    private McpServerRequestHandler Own(string method) =>
        new() { Method = method, Handler = (_, _) => { Ran(method); return new((JsonNode?)new JsonObject()); } };

    private string Ran(string what)
    {
        _ran.Add(what);
        return what;
    }
}
