using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Requirements;

/// <summary>Targets that the guard cannot list when it starts: those of handlers, of sessions, and those that come later.</summary>
internal sealed class ExpectedTargetTests
{
    private const string Rule = """{ "Rules": { "r": { "Tools": "later", "Scopes": [ "later:run" ] } } }""";

    [TestCase("default", ReasonCode.Allowed)]
    [TestCase("other", ReasonCode.ScopeInsufficient)]
    public void Default_scopes_are_for_tools_of_a_handler_that_nothing_names(string scopes, ReasonCode expected)
    {
        var harness = OfHandler(options => options.DefaultScopes.Add("default"));

        Assert.That(harness.Problems, Is.Empty);
        Assert.That(harness.Decide(Callers.With(scopes), tool: null, "served").Reason, Is.EqualTo(expected));
        Assert.That(harness.DecideByName(Callers.With(scopes), "served")!.Reason, Is.EqualTo(expected), "the preflight says the same");
    }

    [Test]
    public void Tool_of_a_handler_that_nothing_names_is_undeclared_and_looks_unknown()
    {
        var decision = OfHandler().Decide(Callers.With("any"), tool: null, "served");

        Assert.That((decision.Reason, Refusal.IsConcealed(decision)), Is.EqualTo((ReasonCode.TargetUndeclared, true)));
    }

    [Test]
    public void Rule_of_a_tool_of_a_handler_does_not_give_way_to_the_default_scopes()
    {
        var harness = OfHandler(options =>
        {
            options.DefaultScopes.Add("default");
            options.Policy = Rule;
        });

        Assert.That(harness.Decide(Callers.With("default"), tool: null, "later").Reason, Is.EqualTo(ReasonCode.ScopeInsufficient));
        Assert.That(harness.Decide(Callers.With("later:run"), tool: null, "later").Reason, Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    public void Rule_of_a_tool_that_is_removed_does_not_give_way_to_the_default_scopes_of_a_handler()
    {
        var read = Probe.Read();
        var harness = new PolicyHarness(options => options.DefaultScopes.Add("default"), server =>
        {
            server.ToolCollection = [read.Tool];
            server.Handlers.CallToolHandler = (_, _) => new(new CallToolResult());
        });
        harness.Server.ToolCollection!.Remove(read.Tool);

        Assert.That(harness.Decide(Callers.With("default"), tool: null, "read").Reason, Is.EqualTo(ReasonCode.TargetUndeclared));
    }

    [Test]
    public void Names_of_a_handler_that_a_client_makes_up_are_counted_together()
    {
        var harness = OfHandler(options => options.DefaultScopes.Add("default"));
        var request = harness.Ask(Callers.With("default"), "made-up");

        _ = harness.Policy.DecideAsync(harness.Rules, request, matched: null, CancellationToken.None).AsTask().GetAwaiter().GetResult();

        Assert.That(request.IsTargetUnknown, Is.True);
        Assert.That(harness.Rules.Tools.Has("made-up"), Is.False);
    }

    [Test]
    public void Undeclared_arguments_of_a_handler_cannot_be_refused()
    {
        var harness = OfHandler(options =>
        {
            options.DefaultScopes.Add("default");
            options.UndeclaredArguments = UndeclaredArgumentMode.Refuse;
        });

        Assert.That(harness.Problems.Single(), Does.Contain("McpGuard:UndeclaredArguments"));
        Assert.That(harness.Decide(Callers.With("default"), tool: null, "served").IsAllowed, Is.False);
    }

    [Test]
    public void Name_that_the_server_does_not_have_is_a_problem_that_names_the_setting() =>
        Assert.That(new PolicyHarness(options => options.Policy = Rule).Problems.Single(), Does.Contain("'later'").And.Contain("McpGuard:ExpectedTargets"));

    [Test]
    public void Expected_tool_follows_its_rule_and_its_own_declaration_when_it_comes()
    {
        var harness = new PolicyHarness(options =>
        {
            options.Policy = Rule;
            options.ExpectedTargets.Add("later");
        });
        var later = Probe.Read("later");

        Assert.That(harness.Problems, Is.Empty);
        Assert.That(harness.Decide(Callers.With("later:run"), tool: null, "later").Reason, Is.EqualTo(ReasonCode.TargetUnknown), "it is not there yet");
        Assert.That(harness.Decide("later:run", later.Tool).Reason, Is.EqualTo(ReasonCode.ScopeInsufficient));
        Assert.That(harness.Decide("later:run notes:read", later.Tool).Reason, Is.EqualTo(ReasonCode.Allowed));
    }

    [TestCase(true, new[] { "later:run" })]
    [TestCase(false, new string[0])]
    public void Scopes_of_an_expected_tool_are_declared(bool isExpected, string[] declared)
    {
        var harness = new PolicyHarness(options =>
        {
            options.Policy = isExpected ? Rule : null;
            options.ExpectedTargets.Add("later");
            options.InitialScopes.Add("All");
        });
        harness.Decide("x", Probe.Read("later").Tool);

        Assert.That(harness.Rules.ScopeRequests.Initial, Is.EqualTo(declared), "a tool that came later adds none");
    }

    [Test]
    public void Prompts_and_resources_of_handlers_get_the_default_scopes_too()
    {
        var harness = OfHandler(options => options.DefaultScopes.Add("default"));

        Assert.That(harness.Rules.FindTarget(TargetKind.Prompt, "p", matched: null).Rule!.Scopes, Is.EqualTo(new[] { "default" }));
        Assert.That(harness.Rules.FindTarget(TargetKind.Resource, "a://b", matched: null).Rule!.Scopes, Is.EqualTo(new[] { "default" }));
    }

    private static PolicyHarness OfHandler(Action<McpGuardOptions>? configure = null) => new(configure, server =>
    {
        server.Handlers.CallToolHandler = (_, _) => new(new CallToolResult());
        server.Handlers.GetPromptHandler = (_, _) => new(new GetPromptResult());
        server.Handlers.ReadResourceHandler = (_, _) => new(new ReadResourceResult());
    });
}
