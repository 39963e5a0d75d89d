#pragma warning disable MCPEXP002 // Methods of the server's own are what is tested.

using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>What a caller gets to see, of what it may not use and of what is the server's own.</summary>
[TestFixture]
internal sealed class ListTests
{
    private const string Rules = "\"Rules\":{\"r\":{\"Tools\":[\"secret\"],\"Groups\":[\"insiders\"]},\"m\":{\"Methods\":[\"acme/own\"],\"Scopes\":[\"own\"]}}";

    private WireServer _server = null!;

    [TearDown]
    public async Task TearDown() => await _server.DisposeAsync();

    [TestCase(null, "open read")]
    [TestCase("HideUnauthorized", "open")]
    [TestCase("HideForbidden", "open read")]
    [TestCase("ShowAll", "open read secret")]
    [Category("LST-3")]
    [Category("LST-9")]
    [Category("LST-5")]
    public async Task List_shows_entries_by_its_mode_in_the_servers_order(string? mode, string shown)
    {
        Start($"{(mode is null ? "" : $"\"Lists\":\"{mode}\",")}{Rules}");

        var result = (JsonObject)((JsonRpcResponse)await _server.RequestAsync("tools/list", "\"cursor\":null")).Result!;

        Assert.That(((JsonArray)result["tools"]!).Select(tool => (string?)tool!["name"]), Is.EqualTo(shown.Split(' ')));
        Assert.That(_server.Audit.Outcomes.Single().Withheld, Is.EqualTo(3 - shown.Split(' ').Length));
    }

    [Test]
    [Category("LST-2")]
    public async Task Hidden_tool_is_judged_when_it_is_called()
    {
        Start(Rules);

        Assert.That((await _server.CallAsync("read")).ErrorOf().Code, Is.EqualTo(40300));
        Assert.That((await _server.CallAsync("secret")).ErrorOf().Code, Is.EqualTo(40301));
    }

    [Test]
    [Category("RSP-16")]
    public async Task Refusal_that_nothing_can_mend_is_that_of_an_unknown_tool_where_it_is_to_be_concealed()
    {
        Start($"\"ConcealForbidden\":true,{Rules}");

        var (refused, unknown) = ((await _server.CallAsync("secret")).ErrorOf(), (await _server.CallAsync("nobody")).ErrorOf());

        Assert.That(
            (refused.Code, refused.Message, refused.Data),
            Is.EqualTo((unknown.Code, unknown.Message.Replace("nobody", "secret", StringComparison.Ordinal), unknown.Data)));
        Assert.That((await _server.CallAsync("read")).ErrorOf().Code, Is.EqualTo(40300), "A scope can be had.");
        Assert.That(
            _server.Audit.Decisions.Select(record => record.Reason),
            Is.EqualTo(new[] { ReasonCode.MembershipMissing, ReasonCode.TargetUnknown, ReasonCode.ScopeInsufficient }));
    }

    [Test]
    [Category("RSP-16")]
    public async Task Method_that_is_to_be_concealed_is_refused_as_one_that_there_is_not()
    {
        Start("""
            "ConcealForbidden":true,"Rules":{"m":{"Methods":["acme/own"],"Groups":["insiders"]}}
            """);

        var (refused, unknown) = ((await _server.RequestAsync("acme/own", "\"x\":1")).ErrorOf(), (await _server.RequestAsync("acme/not", "\"x\":1")).ErrorOf());

        Assert.That(
            (refused.Code, refused.Message, refused.Data),
            Is.EqualTo((unknown.Code, unknown.Message.Replace("acme/not", "acme/own", StringComparison.Ordinal), unknown.Data)));
    }

    [Test]
    [Category("RSP-16")]
    public async Task Later_tool_without_permitted_callers_is_concealed_too()
    {
        Start($"\"ConcealForbidden\":true,{Rules}");
        await _server.CallAsync("open");
        _server.Services.GetRequiredService<IOptions<McpServerOptions>>().Value.ToolCollection!.Add(Probe.Undeclared("later").Tool);

        var (refused, unknown) = ((await _server.CallAsync("later")).ErrorOf(), (await _server.CallAsync("nobody")).ErrorOf());

        Assert.That(
            (refused.Code, refused.Message, refused.Data),
            Is.EqualTo((unknown.Code, unknown.Message.Replace("nobody", "later", StringComparison.Ordinal), unknown.Data)));
        Assert.That(_server.Audit.Decisions[1].Reason, Is.EqualTo(ReasonCode.TargetUndeclared));
    }

    [TestCase("own", true)]
    [TestCase("", false)]
    [Category("RSP-17")]
    public async Task Method_of_the_servers_own_has_its_rule(string scopes, bool isServed)
    {
        Start(Rules);
        _server.Token = _server.NewToken().WithScopes(scopes).Build();

        Assert.That((await _server.RequestAsync("acme/own", "\"x\":1")).IsResult(), Is.EqualTo(isServed));
        Assert.That(_server.Audit.Decisions.Single().Rule, Is.EqualTo("m"));
    }

    [Test]
    [Category("RSP-17")]
    public void Startup_fails_for_own_method_without_a_rule()
    {
        Start(Rules);
        var harness = new PolicyHarness(null, server =>
            server.RequestHandlers = [new McpServerRequestHandler { Method = "acme/own", Handler = (_, _) => new((JsonNode?)null) }]);

        Assert.That(harness.Problems, Has.One.StartsWith("The method 'acme/own' is the server's own and no rule names its permitted callers."));
    }

    [Test]
    [Category("RSP-17")]
    public async Task Method_of_the_protocol_may_have_a_rule()
    {
        Start("""
            "Rules":{"p":{"Methods":["server/discover"],"Scopes":["special"]},"r":{"Methods":["acme/own"],"AllowAnyCaller":true}}
            """);

        Assert.That((await _server.RequestAsync("server/discover", "\"x\":1")).ErrorOf().Code, Is.EqualTo(40300));
    }

    [TestCase("tools/list", "tools")]
    [TestCase("prompts/list", "prompts")]
    [TestCase("resources/list", "resources")]
    [TestCase("resources/templates/list", "resourceTemplates")]
    [Category("RSP-17")]
    public async Task Rule_on_a_list_that_is_not_met_empties_it(string method, string member)
    {
        Start($"\"Rules\":{{\"p\":{{\"Methods\":[\"{method}\"],\"Scopes\":[\"special\"]}},\"r\":{{\"Methods\":[\"acme/own\"],\"AllowAnyCaller\":true}}}}");

        var answer = (JsonRpcResponse)await _server.RequestAsync(method, "\"cursor\":null");

        Assert.That(((JsonObject)answer.Result!)[member], Is.InstanceOf<JsonArray>().And.Empty);
        Assert.That(
            _server.Audit.Records.Select(record => (record.Effect, record.Reason, record.Rule)),
            Is.EqualTo(new[] { ((AuditEffect?)AuditEffect.Deny, (ReasonCode?)ReasonCode.ScopeInsufficient, "p") }));
    }

    [Test]
    [Category("SUB-1")]
    [Category("STD-6")]
    [Category("T3")]
    public async Task Stream_carries_only_the_resources_that_its_caller_may_read()
    {
        Start(Rules);
        JsonNode? listened = null;
        await using var server = new WireServer(mcp => mcp
            .WithResources([Resource("open://a", [AllowAnyCaller] () => ""), Resource("shut://a", [RequireScope("x")] () => "")])
            .WithMessageFilters(filters => filters.AddIncomingFilter(next => (message, cancellationToken) =>
            {
                listened = (message.JsonRpcMessage as JsonRpcRequest)?.Params?["notifications"]?.DeepClone();
                return next(message, cancellationToken);
            })));

        _ = server.RequestAsync(
            "subscriptions/listen", "\"notifications\":{\"resourceSubscriptions\":[\"open://a\",\"shut://a\",\"nope://a\"],\"taskIds\":[\"foreign\"]}");
        await Eventually.IsTrueAsync(() => listened is not null);

        Assert.That(listened!.ToJsonString(), Is.EqualTo("""{"resourceSubscriptions":["open://a"],"taskIds":[]}"""));
    }

    [Test]
    [Category("SUB-1")]
    [Category("T3")]
    public async Task Stream_ignores_members_in_another_case()
    {
        Start(Rules);
        IList<string>? listened = null;
        await using var server = new WireServer(mcp =>
        {
            mcp.WithResources([Resource("shut://a", [RequireScope("x")] () => "")]);
            mcp.Services.Configure<McpServerOptions>(options => options.Handlers.SubscriptionsListenHandler = (request, _) =>
            {
                listened = request.Params!.Notifications.ResourceSubscriptions;
                return new(new EmptyResult());
            });
        });

        var answer = await server.RequestAsync("subscriptions/listen", "\"notifications\":{\"ResourceSubscriptions\":[\"shut://a\"]}");

        Assert.That(answer.IsResult(), Is.False);
        Assert.That(listened, Is.Null);
    }

    [Test]
    [Category("SUB-1")]
    public async Task Each_resource_of_a_stream_is_decided_separately()
    {
        Start(Rules);
        IList<string>? listened = null;
        await using var server = new WireServer(mcp =>
        {
            mcp.WithResources([Resource("open://a", [AllowAnyCaller] () => ""), Resource("shut://a", [AllowAnyCaller] () => "")]);
            mcp.Services.AddSingleton<ISessionRisk>(new RiskByTarget());
            mcp.Services.Configure<McpGuardOptions>(
                options => options.Policy = """{"Rules":{"r":{"Resources":["open://a","shut://a"],"Risk":{"Levels":["low","high"],"Max":"low"}}}}""");
            mcp.Services.Configure<McpServerOptions>(options => options.Handlers.SubscriptionsListenHandler = (request, _) =>
            {
                listened = request.Params!.Notifications.ResourceSubscriptions;
                return new(new EmptyResult());
            });
        });

        await server.RequestAsync("subscriptions/listen", "\"notifications\":{\"resourceSubscriptions\":[\"open://a\",\"shut://a\"]}");

        Assert.That(listened, Is.EqualTo(new[] { "open://a" }));
    }

    [Test]
    [Category("SUB-3")]
    public async Task Streams_of_a_caller_are_limited()
    {
        Start(Rules);
        for (var i = 0; i < OpenStreams.MaxStreams; i++)
            _ = _server.RequestAsync("subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}");

        await Eventually.IsTrueAsync(() => _server.Audit.Decisions.Count == OpenStreams.MaxStreams);
        var refused = (await _server.RequestAsync("subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}")).ErrorOf();

        Assert.That(refused.Code, Is.EqualTo(42901));
    }

    private void Start(string policy) => _server = new WireServer(mcp =>
    {
        mcp.WithTools([Probe.Open().Tool, Probe.Read().Tool, Probe.Open("secret").Tool]);
        mcp.Services.Configure<McpGuardOptions>(options => options.Policy = "{" + policy + "}");
        mcp.Services.Configure<McpServerOptions>(options => options.RequestHandlers =
            [new McpServerRequestHandler { Method = "acme/own", Handler = (_, _) => new(new JsonObject { ["done"] = true }) }]);
    });

    private sealed class RiskByTarget : ISessionRisk
    {
        public ValueTask<string?> AssessAsync(AccessRequest request, CancellationToken cancellationToken) => new(request.Target == "open://a" ? "low" : "high");
    }

    private static McpServerResource Resource(string uri, Delegate body) => McpServerResource.Create(body, new() { UriTemplate = uri, Name = uri });
}
