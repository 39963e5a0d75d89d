using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>Prompts, resources, their templates and their completions have rules as tools have.</summary>
[TestFixture]
[Category("RSP-17")]
internal sealed class PromptAndResourceTests
{
    private const string Policy = """
        {
          "Lists": "HideUnauthorized",
          "Rules": {
            "hr": { "Prompts": ["plan"], "Resources": ["staff://{name}"], "Scopes": ["hr"] },
            "chief": {
              "Resources": ["staff://{name}"],
              "ScopesByArguments": [ { "Arguments": { "properties": { "uri": { "const": "staff://chief", "type": "string" } }, "required": ["uri"] },
              "Scopes": ["hr:chief"] } ]
            },
            "asking": { "Methods": ["completion/complete"], "Scopes": ["complete"] }
          }
        }
        """;

    private readonly List<string> _served = [];
    private WireServer _server = null!;

    [SetUp]
    public void SetUp()
    {
        _served.Clear();
        _server = new WireServer(mcp => mcp
            .WithPrompts([Prompt("plan", [RequireScope("plan")] () => Serve("plan")), Prompt("open", [AllowAnyCaller] () => Serve("open"))])
            .WithResources(
                [
                    Resource("staff://{name}", [RequireScope("staff")] (string name) => Serve(name)),
                    Resource("notes://all", [AllowAnyCaller] () => Serve("notes")),
                ])
            .WithCompleteHandler((request, _) => new(new CompleteResult { Completion = new() { Values = [Serve("completion")] } }))
            .Services.Configure<McpGuardOptions>(options => options.Policy = Policy));
    }

    [TearDown]
    public async Task TearDown() => await _server.DisposeAsync();

    [TestCase("prompts/get", "\"name\":\"open\"", "")]
    [TestCase("prompts/get", "\"name\":\"plan\"", "plan hr")]
    [TestCase("resources/read", "\"uri\":\"notes://all\"", "")]
    [TestCase("resources/read", "\"uri\":\"staff://ann\"", "staff hr")]
    [TestCase("resources/read", "\"uri\":\"staff://chief\"", "staff hr hr:chief")]
    [TestCase("completion/complete", "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"open\"},\"argument\":{\"name\":\"a\",\"value\":\"\"}", "complete")]
    [TestCase("completion/complete", "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"plan\"},\"argument\":{\"name\":\"a\",\"value\":\"\"}", "complete plan hr")]
    [TestCase(
        "completion/complete", "\"ref\":{\"type\":\"ref/resource\",\"uri\":\"staff://{name}\"},\"argument\":{\"name\":\"a\",\"value\":\"\"}",
        "complete staff hr")]
    public async Task Each_of_the_scopes_is_needed_and_all_of_them_are_enough(string method, string members, string scopes)
    {
        var needed = scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var left in needed)
        {
            _server.Token = _server.NewToken().WithScopes(string.Join(' ', needed.Except([left]))).Build();

            var refused = (await _server.RequestAsync(method, members)).ErrorOf();

            Assert.That(refused.Code, Is.EqualTo(40300), left);
            Assert.That(_served, Is.Empty);
        }

        _server.Token = _server.NewToken().WithScopes(scopes).Build();
        Assert.That((await _server.RequestAsync(method, members)).IsResult(), Is.True);
        Assert.That(_served, Has.Count.EqualTo(1));
    }

    [Test]
    [Category("SCP-6")]
    public async Task Challenge_has_all_scopes_of_the_resource_in_one()
    {
        _server.Token = _server.NewToken().WithScopes("").Build();

        var refused = (await _server.RequestAsync("resources/read", "\"uri\":\"staff://chief\"")).ErrorOf();

        Assert.That(refused.DataOf()["scope"].GetString(), Is.EqualTo("staff hr hr:chief"));
    }

    [TestCase("prompts/get", "\"name\":\"Plan\"")]
    [TestCase("prompts/get", "\"name\":\"nope\"")]
    [TestCase("resources/read", "\"uri\":\"nope://x\"")]
    [TestCase("completion/complete", "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"nope\"},\"argument\":{\"name\":\"a\",\"value\":\"\"}")]
    [TestCase("completion/complete", "\"ref\":{\"type\":\"ref/resource\",\"uri\":\"urn:x\"},\"argument\":{\"name\":\"a\",\"value\":\"\"}")]
    [TestCase("completion/complete", "\"ref\":{},\"argument\":{\"name\":\"a\",\"value\":\"\"}")]
    [Category("RSP-16")]
    public async Task Missing_target_is_unknown_and_not_served(string method, string members)
    {
        _server.Token = _server.NewToken().WithScopes("plan hr staff complete").Build();

        var refused = (await _server.RequestAsync(method, members)).ErrorOf();

        Assert.That(refused.Code, Is.EqualTo((int)McpErrorCode.InvalidParams));
        Assert.That(_served, Is.Empty);
        Assert.That(_server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.TargetUnknown).Or.EqualTo(ReasonCode.EnvelopeInvalid));
    }

    [Test]
    public async Task Served_request_is_recorded_with_its_outcome()
    {
        await _server.RequestAsync("resources/read", "\"uri\":\"notes://all\"");

        Assert.That(_server.Audit.Decisions.Single(), Has.Property("Target").EqualTo("notes://all").And.Property("Effect").EqualTo(AuditEffect.Allow));
        Assert.That(_server.Audit.Outcomes.Single().Outcome, Is.EqualTo(AuditOutcome.Succeeded));
    }

    [Test]
    [Category("LST-1")]
    [Category("LST-7")]
    public async Task Lists_show_the_entries_that_the_caller_could_use()
    {
        Assert.That(await ListAsync("prompts/list", "prompts", "name"), Is.EqualTo(new[] { "open" }));
        Assert.That(await ListAsync("resources/list", "resources", "uri"), Is.EqualTo(new[] { "notes://all" }));
        Assert.That(await ListAsync("resources/templates/list", "resourceTemplates", "uriTemplate"), Is.Empty);

        _server.Token = _server.NewToken().WithScopes("plan hr staff").Build();
        Assert.That(await ListAsync("prompts/list", "prompts", "name"), Is.EquivalentTo(new[] { "open", "plan" }));
        Assert.That(
            await ListAsync("resources/templates/list", "resourceTemplates", "uriTemplate"),
            Is.EqualTo(new[] { "staff://{name}" }),
            "Which of them it is decides later.");
    }

    [Test]
    public void Startup_fails_for_targets_without_a_declaration()
    {
        var harness = new PolicyHarness(null, server =>
        {
            server.PromptCollection = [Prompt("p", () => "")];
            server.ResourceCollection = [Resource("r://x", () => "")];
        });

        Assert.That(harness.Problems, Has.One.StartsWith("The prompt 'p' declares no scope").And.One.StartsWith("The resource 'r://x' declares no scope"));
    }

    [Test]
    public async Task Primitive_that_was_replaced_after_the_decision_does_not_run()
    {
        await using var server = new WireServer(mcp => mcp
            .WithPrompts([Prompt("open", [AllowAnyCaller] () => Serve("open")), Prompt("plan", [RequireScope("plan")] () => Serve("plan"))])
            .WithRequestFilters(filters => filters.AddGetPromptFilter(next => (request, cancellationToken) =>
            {
                request.MatchedPrimitive = request.Server.ServerOptions.PromptCollection!.Single(prompt => prompt.ProtocolPrompt.Name == "plan");
                return next(request, cancellationToken);
            })));

        Assert.That((await server.RequestAsync("prompts/get", "\"name\":\"open\"")).IsResult(), Is.False);
        Assert.That(_served, Is.Empty);
        Assert.That(server.Audit.Outcomes.Single().Reason, Is.EqualTo(ReasonCode.TargetChanged));
    }

    [Test]
    public async Task Prompt_that_comes_later_is_judged_by_the_arguments_that_it_gets()
    {
        var condition = new Seeing();
        await using var server = new WireServer(
            mcp => mcp.WithPrompts([Prompt("open", [AllowAnyCaller] () => "")]).Services.AddKeyedSingleton<IAccessCondition>("seeing", condition));
        await server.RequestAsync("prompts/get", "\"name\":\"open\"");
        server.Services.GetRequiredService<IOptions<McpServerOptions>>().Value.PromptCollection!.Add(
            Prompt("later", [AllowAnyCaller, RequireCondition("seeing")] (string text) => text));

        await server.RequestAsync("prompts/get", "\"name\":\"later\",\"arguments\":{\"text\":\"x\"}");

        Assert.That(condition.Seen, Is.EqualTo(new[] { """{"text":"x"}""" }));
    }

    [Test]
    [Category("SCP-3")]
    public async Task Challenge_of_a_completion_has_the_scopes_of_its_method_and_of_its_prompt()
    {
        _server.Token = _server.NewToken().WithScopes("").Build();

        var refused = (
            await _server.RequestAsync(
                "completion/complete", "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"plan\"},\"argument\":{\"name\":\"a\",\"value\":\"\"}")).ErrorOf();

        Assert.That(refused.DataOf()["scope"].GetString(), Is.EqualTo("complete plan hr"));
    }

    [Test]
    public async Task Completion_that_its_prompt_refuses_does_not_count_for_its_method()
    {
        await using var server = new WireServer(mcp => mcp
            .WithPrompts([Prompt("plan", [RequireScope("plan")] () => "")])
            .WithCompleteHandler((request, _) => new(new CompleteResult { Completion = new() { Values = [] } }))
            .Services.Configure<McpGuardOptions>(
                options => options.Policy = """{"Rules":{"few":{"Methods":["completion/complete"],"Rate":{"Calls":1,"Window":"01:00:00"}}}}"""));

        Assert.That((await CompleteAsync("")).ErrorOf().Code, Is.EqualTo(40300));
        Assert.That((await CompleteAsync("plan")).IsResult(), Is.True);
        Assert.That((await CompleteAsync("plan")).ErrorOf().Code, Is.EqualTo(42900));

        Task<JsonRpcMessage> CompleteAsync(string scopes)
        {
            server.Token = server.NewToken().WithScopes(scopes).Build();
            return server.RequestAsync(
                "completion/complete", "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"plan\"},\"argument\":{\"name\":\"a\",\"value\":\"\"}");
        }
    }

    private async Task<string?[]> ListAsync(string method, string list, string name)
    {
        var result = (JsonObject)((JsonRpcResponse)await _server.RequestAsync(method, "\"cursor\":null")).Result!;
        Assert.That((string?)result["cacheScope"], Is.EqualTo("private"));
        return [.. ((JsonArray)result[list]!).Select(entry => (string?)entry![name])];
    }

    private string Serve(string what)
    {
        _served.Add(what);
        return what;
    }

    private sealed class Seeing : IAccessCondition
    {
        public List<string?> Seen { get; } = [];

        public ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken)
        {
            Seen.Add(request.Arguments?.GetRawText());
            return new(ConditionResult.Met());
        }
    }

    private static McpServerPrompt Prompt(string name, Delegate body) => McpServerPrompt.Create(body, new() { Name = name });

    private static McpServerResource Resource(string uri, Delegate body) => McpServerResource.Create(body, new() { UriTemplate = uri, Name = uri });
}
