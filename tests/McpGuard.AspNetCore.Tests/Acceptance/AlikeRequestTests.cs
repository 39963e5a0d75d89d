#pragma warning disable MCPEXP002, MCP9005, MCP9006 // A handler that runs a session, and obsolete parts of a server.

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Moq;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>
/// Requests without a session share the tools of the server while no code of the author's makes its options. What one request changes is not
/// for another.
/// </summary>
[TestFixture]
internal sealed class AlikeRequestTests
{
    private readonly List<McpServerOptions> _servers = [];

    private static IEnumerable<TestCaseData> OwnSetups()
    {
        yield return Case("callback", mcp => mcp.Services.Configure<McpServerOptions>(_ => { }));
        yield return Case("callback of the server", mcp => mcp.Services.AddMcpServer(_ => { }));
        yield return Case("callback for all names", mcp => mcp.Services.ConfigureAll<McpServerOptions>(_ => { }));
        yield return Case("later callback", mcp => mcp.Services.PostConfigure<McpServerOptions>(_ => { }));
        yield return Case("method", mcp => mcp.Services.Configure<McpServerOptions>(SetUpNothing));
        yield return Case("callback with a service", mcp => mcp.Services.AddOptions<McpServerOptions>().Configure<IHttpContextAccessor>((_, _) => { }));
        yield return Case("class", mcp => mcp.Services.AddSingleton<IPostConfigureOptions<McpServerOptions>>(new OwnSetup()));
        yield return Case("derived class", mcp => mcp.Services.AddSingleton<IConfigureOptions<McpServerOptions>>(new DerivedSetup()));
        yield return Case("validation", mcp => mcp.Services.AddSingleton<IValidateOptions<McpServerOptions>>(new OwnSetup()));
        yield return Case("change", mcp => mcp.Services.AddSingleton<IOptionsChangeTokenSource<McpServerOptions>>(new OwnSetup()));
        yield return Case("callback of a session", mcp => mcp.WithHttpTransport(http => http.ConfigureSessionOptions = (_, _, _) => Task.CompletedTask));
        yield return Case("handler of a session", mcp => mcp.WithHttpTransport(
            http => http.RunSessionHandler = (_, session, cancellationToken) => session.RunAsync(cancellationToken)));
        yield return Case("migration of sessions", mcp => mcp.WithHttpTransport(http => http.SessionMigrationHandler = Mock.Of<ISessionMigrationHandler>())
            .Services.Configure<McpGuardOptions>(options => options.StateKey = Convert.ToBase64String(new byte[32])));

        static TestCaseData Case(string name, Action<IMcpServerBuilder> configure) => new TestCaseData(configure).SetArgDisplayNames(name);
    }

    [SetUp]
    public void SetUp() => _servers.Clear();

    [Test]
    public async Task Many_requests_share_the_tools_of_the_server()
    {
        await using var server = await StartAsync();

        for (var call = 0; call < 5; call++)
            await CallAsync(server);

        Assert.That(_servers.Select(options => options.ToolCollection).Distinct().Count(), Is.EqualTo(1));
        Assert.That(server.Tools.Calls, Is.EqualTo(Enumerable.Repeat("files_read a", 5)));
    }

    [TestCaseSource(nameof(OwnSetups))]
    public async Task Server_that_code_of_the_author_sets_up_is_made_for_each_request(Action<IMcpServerBuilder> configure)
    {
        await using var server = await StartAsync(configure);

        await CallAsync(server);
        await CallAsync(server);

        Assert.That(_servers[1].ToolCollection, Is.Not.SameAs(_servers[0].ToolCollection));
    }

    [Test]
    public async Task Tool_that_a_request_adds_is_unknown_to_the_next_request_and_no_further_request_shares_its_tools()
    {
        var known = new List<bool>();
        await using var server = await StartAsync(inCall: options =>
        {
            known.Add(options.ToolCollection!.TryGetPrimitive("added", out _));
            options.ToolCollection.Add(McpServerTool.Create([RequireScope("files:read")] () => "ran", new() { Name = "added" }));
        });

        for (var call = 0; call < 3; call++)
            await CallAsync(server);

        Assert.That(known, Is.EqualTo(new[] { false, false, false }));
        Assert.That(_servers.Select(options => options.ToolCollection).Distinct().Count(), Is.EqualTo(3));
    }

    [Test]
    public async Task Filter_that_a_request_adds_or_takes_away_is_not_changed_for_the_next_request()
    {
        await using var server = await StartAsync(inCall: options =>
        {
            options.Filters.Request.CallToolFilters.Clear();
            options.Filters.Request.CallToolWithAlternateFilters = [];
            options.Filters.Message.IncomingFilters.Clear();
            options.Filters = new();
        });

        await CallAsync(server);
        await CallAsync(server);
        var refused = await WireRequest.Call("admin_purge", version: "2026-07-28").WithToken(server.NewToken().Build()).SendAsync(server);

        Assert.That(_servers, Has.Count.EqualTo(2));
        Assert.That(refused.Status, Is.EqualTo(403));
    }

    [Test]
    public async Task No_two_requests_have_the_same_list_of_filters()
    {
        await using var server = await StartAsync(mcp => mcp.WithRequestFilters(filters => filters.AddSetLoggingLevelFilter(next => next)));

        await CallAsync(server);
        await CallAsync(server);

        var (one, other) = (ListsOf(_servers[0]), ListsOf(_servers[1]));
        Assert.That(one, Has.Length.GreaterThan(10));
        Assert.That(one.Intersect(other, ReferenceEqualityComparer.Instance), Is.Empty);

        static object[] ListsOf(McpServerOptions options) =>
            [.. new object[] { options.Filters.Message, options.Filters.Request }.SelectMany(
                filters => filters.GetType().GetProperties().Select(property => property.GetValue(filters)!))];
    }

    [Test]
    public async Task Handler_that_a_request_sets_is_not_for_the_next_request()
    {
        var found = new List<bool>();
        await using var server = await StartAsync(
            mcp => mcp.WithSubscribeToResourcesHandler((_, _) => new(new EmptyResult())),
            options =>
            {
                found.Add(options.Handlers.CompleteHandler is not null);
                options.Handlers.CompleteHandler = (_, _) => throw new NotSupportedException();
                options.Capabilities = new();
                options.RequestHandlers = [];
            });

        await CallAsync(server);
        await CallAsync(server);

        Assert.That(found, Is.EqualTo(new[] { false, false }));
        Assert.That(_servers[1].ToolCollection, Is.SameAs(_servers[0].ToolCollection));
    }

    [Test]
    public async Task Only_the_first_options_that_a_request_makes_share_the_tools()
    {
        await using var server = await StartAsync();
        var factory = server.Services.GetRequiredService<IOptionsFactory<McpServerOptions>>();

        GuardedServerOptionsFactory.Expect(isForRequest: true);
        var (first, second) = (factory.Create(Options.DefaultName), factory.Create(Options.DefaultName));
        GuardedServerOptionsFactory.Expect(isForRequest: true);
        var (named, other) = (factory.Create("named"), factory.Create(Options.DefaultName));
        GuardedServerOptionsFactory.Expect(isForRequest: true);
        var next = factory.Create(Options.DefaultName);

        Assert.That(next.ToolCollection, Is.SameAs(first.ToolCollection));
        foreach (var own in new[] { second, named, other })
            Assert.That(own.ToolCollection, Is.Null.Or.Not.SameAs(first.ToolCollection));
    }

    [Test]
    public async Task Options_that_the_application_makes_share_nothing_with_a_request()
    {
        var made = new List<McpServerOptions>();
        GuardedWebServer? running = null;
        await using var server = await StartAsync(inCall: _ => made.Add(MakeOptions()));
        running = server;

        await CallAsync(server);
        made.Add(MakeOptions());
        await CallAsync(server);
        made.Add(server.Services.GetRequiredService<IOptionsMonitor<McpServerOptions>>().CurrentValue);

        Assert.That(made.Select(options => options.ToolCollection).Append(_servers[0].ToolCollection).Distinct().Count(), Is.EqualTo(made.Count + 1));

        McpServerOptions MakeOptions() => running!.Services.GetRequiredService<IOptionsFactory<McpServerOptions>>().Create(Options.DefaultName);
    }

    private Task<GuardedWebServer> StartAsync(Action<IMcpServerBuilder>? configure = null, Action<McpServerOptions>? inCall = null) =>
        GuardedWebServer.StartAsync(server: mcp =>
        {
            mcp.WithHttpTransport(transport => transport.SessionMode = HttpServerSessionMode.Stateless);
            mcp.WithRequestFilters(filters => filters.AddCallToolFilter(next => (request, cancellationToken) =>
            {
                _servers.Add(request.Server.ServerOptions);
                inCall?.Invoke(request.Server.ServerOptions);
                return next(request, cancellationToken);
            }));
            configure?.Invoke(mcp);
        });

    private static async Task CallAsync(GuardedWebServer server)
    {
        var answer = await WireRequest.Call("files_read", """{"path":"a"}""", version: "2026-07-28").WithToken(server.NewToken().Build()).SendAsync(server);
        Assert.That(answer.Status, Is.EqualTo(200));
    }

    private static void SetUpNothing(McpServerOptions options)
    {
    }

    private sealed class DerivedSetup() : ConfigureNamedOptions<McpServerOptions>(Options.DefaultName, null);

    private sealed class OwnSetup : IPostConfigureOptions<McpServerOptions>, IValidateOptions<McpServerOptions>, IOptionsChangeTokenSource<McpServerOptions>
    {
        public string? Name => Options.DefaultName;

        public IChangeToken GetChangeToken() => new CancellationChangeToken(CancellationToken.None);

        public void PostConfigure(string? name, McpServerOptions options)
        {
        }

        public ValidateOptionsResult Validate(string? name, McpServerOptions options) => ValidateOptionsResult.Success;
    }
}
