#pragma warning disable MCPEXP002 // A handler that runs a session, and methods of the author's own.

using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>
/// Requests without a session share the options of the server while they are alike. What one request changes, or what an author makes for
/// one request, is not for another.
/// </summary>
[TestFixture]
internal sealed class AlikeRequestTests
{
    private int _setups;

    [SetUp]
    public void SetUp() => _setups = 0;

    [Test]
    public async Task Server_is_set_up_once_for_many_requests()
    {
        await using var server = await StartAsync();
        await CallAsync(server);
        var before = _setups;

        for (var call = 0; call < 5; call++)
            await CallAsync(server);

        Assert.That(_setups, Is.EqualTo(before));
        Assert.That(server.Tools.Calls, Is.EqualTo(Enumerable.Repeat("files_read a", 6)));
    }

    [Test]
    public async Task Setup_with_a_service_of_its_own_runs_for_each_request()
    {
        var callers = new List<string?>();
        await using var server = await StartAsync(mcp => mcp.Services.AddOptions<McpServerOptions>().Configure<IHttpContextAccessor>(
            (options, http) => callers.Add(http.HttpContext?.Request.Headers["Caller"])));

        foreach (var name in new[] { "one", "two", "three" })
            await CallAsync(server, name);

        Assert.That(callers.OfType<string>(), Is.EqualTo(new[] { "one", "two", "three" }));
    }

    [Test]
    public async Task Post_setup_and_validation_of_a_class_of_the_author_run_for_each_request()
    {
        var own = new OwnSetup();
        await using var server = await StartAsync(mcp => mcp.Services.AddSingleton<IPostConfigureOptions<McpServerOptions>>(own));
        await using var validated = await StartAsync(mcp => mcp.Services.AddSingleton<IValidateOptions<McpServerOptions>>(own));
        own.Runs = 0;

        foreach (var each in new[] { server, validated })
        {
            await CallAsync(each);
            await CallAsync(each);
        }

        Assert.That(own.Runs, Is.EqualTo(4));
    }

    [Test]
    public async Task Tool_that_a_request_adds_is_unknown_to_the_next_request()
    {
        var known = new List<bool>();
        await using var server = await StartAsync(mcp => mcp.WithRequestFilters(filters => filters.AddCallToolFilter(next => (request, cancellationToken) =>
        {
            var tools = request.Server.ServerOptions.ToolCollection!;
            known.Add(tools.TryGetPrimitive("added", out _));
            tools.Add(McpServerTool.Create([RequireScope("files:read")] () => "ran", new() { Name = "added" }));
            return next(request, cancellationToken);
        })));

        for (var call = 0; call < 3; call++)
            await CallAsync(server);

        Assert.That(known, Is.EqualTo(new[] { false, false, false }));
    }

    [Test]
    public async Task Filter_that_a_request_adds_or_takes_away_is_not_changed_for_the_next_request()
    {
        var ran = 0;
        await using var server = await StartAsync(mcp => mcp.WithRequestFilters(filters => filters.AddCallToolFilter(next => (request, cancellationToken) =>
        {
            ran++;
            var options = request.Server.ServerOptions;
            options.Filters.Request.CallToolFilters.Clear();
            options.Filters.Request.CallToolWithAlternateFilters = [];
            options.Filters.Message.IncomingFilters.Clear();
            options.Filters = new();
            return next(request, cancellationToken);
        })));

        await CallAsync(server);
        await CallAsync(server);
        var refused = await WireRequest.Call("admin_purge", version: "2026-07-28").WithToken(server.NewToken().Build()).SendAsync(server);

        Assert.That(ran, Is.EqualTo(2));
        Assert.That(refused.Status, Is.EqualTo(403));
    }

    [Test]
    public async Task Handler_that_a_request_sets_is_not_for_the_next_request()
    {
        var found = new List<(bool Call, int Methods)>();
        await using var server = await StartAsync(mcp => mcp.WithRequestFilters(filters => filters.AddCallToolFilter(next => (request, cancellationToken) =>
        {
            var options = request.Server.ServerOptions;
            found.Add((options.Handlers.CompleteHandler is not null, options.RequestHandlers!.Count));
            options.Handlers.CompleteHandler = (_, _) => throw new NotSupportedException();
            options.RequestHandlers.Add(Own("own/second"));
            return next(request, cancellationToken);
        })).Services.Configure<McpServerOptions>(options => options.RequestHandlers = []));

        await CallAsync(server);
        await CallAsync(server);

        Assert.That(found, Is.EqualTo(new[] { (false, 0), (false, 0) }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Server_of_a_callback_for_each_session_is_set_up_for_each_request(bool isConfigured)
    {
        await using var server = await StartAsync(mcp => mcp.WithHttpTransport(transport =>
        {
            if (isConfigured)
                transport.ConfigureSessionOptions = (_, _, _) => Task.CompletedTask;
            else
                transport.RunSessionHandler = (_, session, cancellationToken) => session.RunAsync(cancellationToken);
        }));
        await CallAsync(server);
        var before = _setups;

        await CallAsync(server);
        await CallAsync(server);

        Assert.That(_setups, Is.EqualTo(before + 2));
    }

    [Test]
    public async Task Changed_setting_of_the_server_is_in_force_for_the_next_request()
    {
        using var source = new ChangedSource();
        await using var server = await StartAsync(mcp => mcp.Services.AddSingleton<IOptionsChangeTokenSource<McpServerOptions>>(source));
        await CallAsync(server);
        var before = _setups;

        source.Change();
        await CallAsync(server);
        await CallAsync(server);

        Assert.That(_setups, Is.EqualTo(before + 1));
    }

    private Task<GuardedWebServer> StartAsync(Action<IMcpServerBuilder>? configure = null) => GuardedWebServer.StartAsync(server: mcp =>
    {
        mcp.WithHttpTransport(transport => transport.SessionMode = HttpServerSessionMode.Stateless);
        mcp.Services.Configure<McpServerOptions>(_ => _setups++);
        configure?.Invoke(mcp);
    });

    private static async Task CallAsync(GuardedWebServer server, string caller = "any")
    {
        var answer = await WireRequest.Call("files_read", """{"path":"a"}""", version: "2026-07-28").WithToken(server.NewToken().Build())
            .With("Caller", caller).SendAsync(server);
        Assert.That(answer.Status, Is.EqualTo(200));
    }

    private static McpServerRequestHandler Own(string method) => new() { Method = method, Handler = (_, _) => new((JsonNode?)new JsonObject()) };

    private sealed class OwnSetup : IPostConfigureOptions<McpServerOptions>, IValidateOptions<McpServerOptions>
    {
        public int Runs { get; set; }

        public void PostConfigure(string? name, McpServerOptions options) => Runs++;

        public ValidateOptionsResult Validate(string? name, McpServerOptions options)
        {
            Runs++;
            return ValidateOptionsResult.Success;
        }
    }

    private sealed class ChangedSource : IOptionsChangeTokenSource<McpServerOptions>, IDisposable
    {
        private CancellationTokenSource _change = new();

        public string? Name => Options.DefaultName;

        public IChangeToken GetChangeToken() => new CancellationChangeToken(_change.Token);

        public void Change()
        {
            using var before = _change;
            _change = new();
            before.Cancel();
        }

        public void Dispose() => _change.Dispose();
    }
}
