#pragma warning disable MCPEXP002 // Methods of the author's own.

using System.Text.Json;
using McpGuard.Tests.Policy.Reference;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Surface;

/// <summary>A policy is explained from a manifest as it is on the running server; what only the server can check stays undecided.</summary>
[TestFixture]
internal sealed class OfflineExplanationTests
{
    private const int Policies = 40;
    private const int Requests = 25;

    private enum Shade
    {
        Light,
        Dark,
    }

    private static readonly McpServerTool[] _tools =
    [
        McpServerTool.Create([RequireScope("pay")] (int amount, string currency = "EUR", int? rate = null) => "", new() { Name = "pay", Description = "Pays" }),
        McpServerTool.Create([RequireScope("paint")] (Shade shade, int coats = 1) => "", new() { Name = "paint" }),
        McpServerTool.Create([AllowAnyCaller][RequireRole("admin")] (DateTimeOffset from, Guid? id = null) => "", new() { Name = "report" }),
        McpServerTool.Create([RequireScope("own")][RequireCondition("calm")] () => "", new() { Name = "own" }),
    ];

    private static readonly string[] _rules =
    [
        """ "Tools": ["pay"], "Arguments": { "properties": { "amount": { "type": "integer", "maximum": 100 } } } """,
        """ "Tools": ["pay"], "Arguments": { "properties": { "currency": { "enum": ["EUR"] }, "rate": { "type": ["integer", "null"], "maximum": 3 } } } """,
        """ "Tools": ["pay"], "Arguments": { "properties": { "currency": { "not": { "const": "USD" } } } } """,
        """ "Tools": ["pay"], "ScopesByArguments": [{ "Arguments": { "properties": { "amount": { "minimum": 100 } }, "required": ["amount"] }""" +
            """, "Scopes": ["pay:much"] }] """,
        """ "Tools": ["report"], "Arguments": { "properties": { "from": { "const": "2026-01-01T00:00:00Z" } } } """,
        """ "Tools": ["pay"], "Tenant": { "Claim": "tid", "Argument": "currency" } """,
        """ "Tools": ["pay"], "Rate": { "Calls": 1, "Window": "00:01:00" } """,
        """ "Tools": ["pay"], "Network": ["10.0.0.0/8"], "Mode": "ReportOnly" """,
        """ "Resources": ["file:///{year}/{name}"], "Arguments": { "properties": { "year": { "type": "string", "enum": ["2025"] } } } """,
        """ "Prompts": ["greet"], "Groups": ["staff"] """,
        """ "Tools": ["pay"], "Callers": { "AllowedClients": ["desktop"] } """,
    ];

    private static readonly string?[] _arguments =
    [
        null, "{}", """{"amount":5}""", """{"amount":100}""", """{"amount":"5"}""", """{"amount":"500"}""", """{"amount":5.0}""", """{"amount":1e2}""",
        """{"amount":"x"}""",
        """{"amount":5,"currency":"USD"}""",
        """{"amount":5,"currency":"eur","rate":9}""",
        """{"from":"2026-01-01T01:00:00+01:00"}""",
        """{"from":"2026-01-01T00:00:00Z","id":"6f1de2f5-4e0b-4dd6-8a3f-51f9d2e1d2aa"}""",
        """{"from":"yesterday"}""",
    ];

    [TestCase(1)]
    [TestCase(2)]
    public async Task Random_policies_are_explained_as_on_the_server(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < Policies; i++)
        {
            var policy = SamplePolicy.Next(random).ToJson();
            var harness = new PolicyHarness(options => options.Policy = policy, SamplePolicy.Tools);
            var offline = Offline(harness, policy);
            for (var j = 0; j < Requests; j++)
                await AssertSameAsync(harness, offline, SampleRequest.Next(random), policy);
        }
    }

    [Test]
    public async Task Documented_conditions_are_explained_as_on_the_server([ValueSource(nameof(_rules))] string rule)
    {
        var policy = Policy(rule);
        var harness = Harness(policy);
        Assert.That(harness.Problems, Is.Empty);
        var offline = Offline(harness, policy);

        foreach (var (method, target) in new[]
        {
            (RequestMethods.ToolsCall, "pay"), (RequestMethods.ToolsCall, "report"), (RequestMethods.ToolsCall, "nope"), (RequestMethods.PromptsGet, "greet"),
            (RequestMethods.ResourcesRead, "file:///2025/a"),
            (RequestMethods.ResourcesRead, "file:///02025/a"),
            (RequestMethods.ResourcesRead, "file:///x/a"),
            ("own/method", null),
            ("other/method", null),
        })
        {
            foreach (var arguments in _arguments)
            {
                foreach (var scopes in new[] { "pay", "pay pay:much", "" })
                    await AssertSameAsync(harness, offline, Ask(method, target, scopes, arguments), $"{method} {target} {arguments} {scopes}");
            }
        }
    }

    [TestCase("""{"shade":"Dark"}""")]
    [TestCase("""{"shade":1}""")]
    [TestCase("""{"shade":"dark"}""")]
    public async Task Value_of_a_type_that_only_the_server_knows_is_undecided(string arguments)
    {
        var explanation = await ExplainAsync(
            """ "Tools": ["paint"], "Arguments": { "properties": { "shade": { "not": { "const": "Light" } } } } """, "paint", "paint", arguments);

        Assert.That((explanation.IsAllowed, explanation.Reason, explanation.Rule), Is.EqualTo(((bool?)null, (ReasonCode?)null, "rule")));
    }

    [Test]
    public async Task Value_that_the_rule_refuses_as_sent_is_denied()
    {
        var explanation = await ExplainAsync(
            """ "Tools": ["paint"], "Arguments": { "properties": { "coats": { "maximum": 3 } } } """, "paint", "paint", """{"shade":"Dark","coats":9}""");

        Assert.That((explanation.IsAllowed, explanation.Rule), Is.EqualTo(((bool?)false, "rule")));
    }

    [TestCase("paint", null)]
    [TestCase("paint more", true)]
    [TestCase("", false)]
    public async Task Scopes_for_arguments_that_only_the_server_can_read_are_undecided(string scopes, bool? isAllowed)
    {
        var explanation = await ExplainAsync(
            """ "Tools": ["paint"], "ScopesByArguments": [{ "Arguments": { "properties": { "shade": { "const": "Dark" } } }, "Scopes": ["more"] }] """,
            "paint",
            scopes,
            """{"shade":1}""");

        Assert.That(explanation.IsAllowed, Is.EqualTo(isAllowed));
    }

    [TestCase(""" "Tools": ["pay"], "Conditions": ["mine"] """, "mine")]
    [TestCase(""" "Tools": ["pay"], "AskEngine": true """, "engine")]
    [TestCase(""" "Tools": ["pay"], "Risk": { "Levels": ["low", "high"], "Max": "low" } """, "risk")]
    [TestCase(""" "Tools": ["pay"], "Device": { "Assertion": true, "Allowed": ["compliant"] } """, "device")]
    public async Task Condition_that_only_the_server_can_check_is_undecided(string rule, string condition)
    {
        var explanation = await ExplainAsync(rule, "pay", "pay", """{"amount":1}""");

        Assert.That(explanation.IsAllowed, Is.Null);
        Assert.That(
            explanation.Rules.Single(one => one.Rule == "rule").Conditions.Single(one => one.Name == condition).State, Is.EqualTo(ConditionState.Unknown));
        Assert.That(explanation.ToString(), Does.StartWith("cannot be told"));
    }

    [TestCase(""" "Tools": ["pay"], "Conditions": ["mine"] """)]
    [TestCase(""" "Tools": ["pay"], "AskEngine": true """)]
    public async Task Undecided_condition_does_not_hide_a_denial(string rule)
    {
        var explanation = await ExplainAsync(rule, "pay", "", """{"amount":1}""");

        Assert.That((explanation.IsAllowed, explanation.Rule), Is.EqualTo(((bool?)false, "declaration")));
    }

    [Test]
    public async Task Undecided_condition_that_only_reports_denies_nothing() =>
        Assert.That(
            (await ExplainAsync(""" "Tools": ["pay"], "Mode": "ReportOnly", "Conditions": ["mine"] """, "pay", "pay", """{"amount":1}""")).IsAllowed, Is.True);

    [Test]
    public async Task Condition_that_the_code_demands_is_undecided() =>
        Assert.That((await ExplainAsync(""" "Tools": ["pay"], "Scopes": ["pay"] """, "own", "own", "{}")).IsAllowed, Is.Null);

    [Test]
    public async Task Caller_that_is_denied_everywhere_is_denied()
    {
        var options = Options(Policy(""" "Tools": ["pay"], "Conditions": ["mine"] """));
        options.Callers.AllowedClients.Add("another");

        var explanation = await PolicyExplainer.For(Surface(), options, new FakeTimeProvider(Callers.Now))
            .ExplainAsync(Ask(RequestMethods.ToolsCall, "pay", "pay", null), CancellationToken.None);

        Assert.That((explanation.IsAllowed, explanation.Reason), Is.EqualTo(((bool?)false, ReasonCode.ClientNotAllowed)));
    }

    [Test]
    public void Every_problem_of_a_policy_is_named() =>
        Assert.That(Assert.Throws<McpGuardConfigurationException>(() => PolicyExplainer.For(Surface(), Options("""
            { "Rules": { "a": { "Tools": ["pya"], "Scopes": ["x"] }, "b": { "Tools": ["pay"],
            "Arguments": { "properties": { "amuont": { "type": "integer", "const": 1 } } } } } }
            """)))!.Problems, Has.Some.Contains("'pya'").And.Some.Contains("'amuont'").And.Some.Contains("'own/method'"));

    private static async Task AssertSameAsync(PolicyHarness harness, PolicyExplainer offline, AccessRequest request, string about)
    {
        var expected = await harness.Explainer.ExplainAsync(request, CancellationToken.None);
        var actual = await offline.ExplainAsync(request, CancellationToken.None);

        Assert.That(actual.ToString(), Is.EqualTo(expected.ToString()), about);
        Assert.That(actual.Needed, Is.EqualTo(expected.Needed), about);
    }

    private static ValueTask<AccessExplanation> ExplainAsync(string rule, string tool, string scopes, string? arguments) =>
        PolicyExplainer.For(Surface(), Options(Policy(rule)), new FakeTimeProvider(Callers.Now))
            .ExplainAsync(Ask(RequestMethods.ToolsCall, tool, scopes, arguments), CancellationToken.None);

    private static string Policy(string rule) =>
        $$"""{ "Engine": { "Address": "https://engine.example" }, "Rules": { "rule": { {{rule}} }, "own": { "Methods": ["own/method"]""" +
            """, "Scopes": ["pay"] } } }""";

    private static ServerSurface Surface()
    {
        var server = new McpServerOptions();
        SetUp(server);
        return ServerSurface.Parse(ServerSurface.Of(server).ToJson());
    }

    private static McpGuardOptions Options(string policy) => new()
    {
        Authority = Callers.Issuer,
        Resource = "https://mcp.example",
        Policy = policy,
        DeviceAssertion = new DeviceAssertionOptions { Issuer = "https://gateway.example", Claim = "posture" },
    };

    private static PolicyExplainer Offline(PolicyHarness harness, string policy) => PolicyExplainer.For(
        ServerSurface.Parse(ServerSurface.Of(harness.Server).ToJson()),
        new McpGuardOptions { Authority = Callers.Issuer, Resource = "https://mcp.example", Policy = policy },
        harness.Time);

    private static PolicyHarness Harness(string policy) =>
        new(options => options.Policy = policy, SetUp, services => services.AddKeyedSingleton<IAccessCondition, Calm>("calm"));

    private static void SetUp(McpServerOptions server)
    {
        server.ToolCollection = [.. _tools];
        server.PromptCollection = [McpServerPrompt.Create([RequireScope("pay")] (string name) => "", new() { Name = "greet" })];
        server.ResourceCollection =
            [McpServerResource.Create([RequireScope("pay")] (int year, string name) => "", new() { UriTemplate = "file:///{year}/{name}", Name = "file" })];
        server.RequestHandlers = [new() { Method = "own/method", Handler = (_, _) => default }];
    }

    private static AccessRequest Ask(string method, string? target, string scopes, string? arguments) => new()
    {
        Caller = Callers.With(scopes),
        Method = method,
        Target = target,
        Arguments = arguments is null ? null : JsonElement.Parse(arguments),
        Time = Callers.Now,
    };

    private sealed class Calm : IAccessCondition
    {
        public ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken) => new(ConditionResult.Met());
    }
}
