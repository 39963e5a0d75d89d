using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Rules;

/// <summary>How what the code declares and what rules say add up, and what a rule that only reports does.</summary>
[TestFixture]
internal sealed class RuleTests
{
    private static readonly McpServerTool _read = McpServerTool.Create([RequireScope("a")] () => "", new() { Name = "read" });

    [Test]
    public void Rule_adds_to_the_declaration_of_the_code_and_removes_nothing()
    {
        var harness = Harness("""{"Rules":{"r":{"Tools":["read"],"Scopes":["b"]},"s":{"Tools":["read"],"AllowAnyCaller":true}}}""");

        Assert.That(harness.Decide("", _read).Challenge, Is.EqualTo("a b"));
        Assert.That(harness.Decide("b", _read).ScopesMissing, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void Override_replaces_the_declaration_and_is_named()
    {
        var decision = Harness("""{"Rules":{"r":{"Tools":["read"],"Override":true,"Scopes":["b"]}}}""").Decide("b", _read);

        Assert.That((decision.IsAllowed, decision.Target!.OverriddenBy, decision.Rule), Is.EqualTo((true, "r", "r")));
    }

    [Test]
    public void Group_of_targets_has_the_rule_of_each()
    {
        var other = McpServerTool.Create([AllowAnyCaller] () => "", new() { Name = "other" });
        var harness = new PolicyHarness(
            options => options.Policy = """{"TargetGroups":{"all":{"Tools":["read","other"]}},"Rules":{"r":{"TargetGroups":["all"],"Scopes":["b"]}}}""",
            _read,
            other);

        Assert.That((harness.Decide("", _read).Challenge, harness.Decide("", other).Challenge), Is.EqualTo(("a b", "b")));
    }

    [Test]
    public void Report_only_rule_does_not_name_permitted_callers()
    {
        var tool = McpServerTool.Create(() => "", new() { Name = "tool" });

        Assert.That(
            new PolicyHarness(options => options.Policy = """{"Rules":{"r":{"Tools":["tool"],"Mode":"ReportOnly","Scopes":["b"]}}}""", tool).Problems,
            Has.One.Contains("'tool' declares no scope"));
    }

    [TestCase("""{"DeniedActors":["bad"]}""")]
    [TestCase("""{"MaxActors":2}""")]
    public void Rule_with_only_denied_actors_does_not_name_permitted_callers(string callers) =>
        Assert.That(
            Harness("""{"Rules":{"r":{"Tools":["read"],"Override":true,"Callers":""" + callers + "}}}").Problems,
            Has.One.Contains("Override removes the code's requirements"));

    [TestCase("""{"Rules":{"r":{"Tools":["read"],"Mode":"ReportOnly","Groups":["g"]}}}""", "a", "r", ReasonCode.MembershipMissing)]
    [TestCase("""{"Rules":{"r":{"Tools":["read"],"Mode":"ReportOnly","Scopes":["b"]}}}""", "a", "r", ReasonCode.ScopeInsufficient)]
    [TestCase("""{"Mode":"ReportOnly"}""", "", "declaration", ReasonCode.ScopeInsufficient)]
    [TestCase("""{"Mode":"ReportOnly","Rules":{"r":{"Tools":["read"],"SignIn":{"MaxAge":"00:01:00"}}}}""", "a", "r", ReasonCode.SignInInsufficient)]
    public async Task Report_only_denial_runs_and_is_recorded_and_counted(string policy, string scopes, string rule, ReasonCode reason)
    {
        var (harness, audit) = (Harness(policy), new AuditHarness());
        using var metric = new MetricCollector<long>(audit.Meters, McpGuardDefaults.Meter, "mcpguard.decisions");

        var decision = harness.Decide(scopes, _read);
        await audit.Trail.TryRecordDecisionAsync(audit.Operation(caller: Callers.With(scopes)), decision);

        Assert.That(decision.IsAllowed, Is.True);
        Assert.That(
            (audit.Sink.Records[0].Effect, audit.Sink.Records[0].Rule, audit.Sink.Records[0].Reason), Is.EqualTo((AuditEffect.WouldDeny, rule, reason)));
        Assert.That(metric.GetMeasurementSnapshot().Single().Tags["mcpguard.decision"], Is.EqualTo("would_deny"));
    }

    [Test]
    public void Rule_may_be_enforced_in_a_policy_that_only_reports() =>
        Assert.That(
            Harness("""{"Mode":"ReportOnly","Rules":{"r":{"Tools":["read"],"Mode":"Enforce","Scopes":["b"]}}}""").Decide("", _read).Challenge, Is.EqualTo("b"));

    [Test]
    public void Attributes_of_method_and_class_add_up()
    {
        var tool = McpServerTool.Create(typeof(AttributedTools).GetMethod(nameof(AttributedTools.Purge))!, target: null);
        var harness = new PolicyHarness(null, server => server.ToolCollection = [tool],
            services => services.AddKeyedSingleton<IAccessCondition>("mine", new Answering(true)));

        var conditions = harness.Rules.Tools.Find("purge").Rule!.Requirements.SelectMany(requirement => requirement.Conditions)
            .Select(condition => $"{condition.Name}: {condition.Demand}");

        Assert.That(harness.Problems, Is.Empty);
        Assert.That(conditions, Is.EquivalentTo(new[]
        {
            "groups: one of admins",
            "roles: one of operator, owner",
            "sign_in: a sign-in within 00:05:00",
            "sign_in: a sign-in by phr",
            "mine: what the server's own condition 'mine' demands",
        }));
        Assert.That(harness.Rules.Tools.Find("purge").Rule!.Scopes, Is.EqualTo(new[] { "purge" }));
    }

    [Test]
    public void Attribute_that_demands_nothing_is_a_problem()
    {
        var tool = McpServerTool.Create(
            [RequireScope("a")][RequireGroup][RequireRole][RequireFreshSignIn(0)][RequireSignInStrength("a b")][RequireCondition("nope")] () => "",
            new() { Name = "tool" });

        Assert.That(new PolicyHarness(null, tool).Problems, Has.Count.EqualTo(5).And.All.StartsWith("Tool 'tool': [Require"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Condition_of_the_author_decides(bool isMet)
    {
        var decision = Decide(new Answering(isMet));

        Assert.That(decision.Reason, Is.EqualTo(isMet ? ReasonCode.Allowed : ReasonCode.ConditionNotMet));
        Assert.That(decision.Facts.Single(), Is.EqualTo(new AccessFact("r", "mine", "seen", isMet)));
    }

    [Test]
    [Category("T10")]
    public void Condition_that_fails_is_not_met()
    {
        var decision = Decide(new Answering(null));

        Assert.That((decision.Reason, decision.Facts.Single().IsMet), Is.EqualTo((ReasonCode.ConditionFailed, false)));
    }

    [Test]
    [Category("T10")]
    public async Task Condition_that_does_not_answer_is_not_met()
    {
        var harness = WithCondition(new Silent());

        var deciding = harness.Policy.DecideByNameAsync(harness.Rules, harness.Ask(Callers.With("a"), "read"), CancellationToken.None).AsTask();
        Assert.That(deciding.IsCompleted, Is.False);
        harness.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.That((await deciding)!.Reason, Is.EqualTo(ReasonCode.ConditionFailed));
    }

    [TestCase("sub")]
    [TestCase("scope")]
    [TestCase("groups")]
    [TestCase("roles")]
    [TestCase("__proto__")]
    [TestCase("client_address")]
    [Category("T9")]
    public void Argument_with_the_name_of_a_fact_changes_nothing(string name)
    {
        var harness = Harness("""{"Rules":{"r":{"Tools":["read"],"Groups":["finance"]}}}""");

        Assert.That(
            harness.Decide(Callers.With("a"), _read, arguments: "{\"" + name + "\":[\"finance\",\"a\"]}").Reason, Is.EqualTo(ReasonCode.MembershipMissing));
    }

    private static AccessDecision Decide(IAccessCondition condition) => WithCondition(condition).Decide("a", _read);

    private static PolicyHarness WithCondition(IAccessCondition condition) => new(
        options => options.Policy = """{"Rules":{"r":{"Tools":["read"],"Conditions":["mine"]}}}""",
        server => server.ToolCollection = [_read],
        services => services.AddKeyedSingleton("mine", condition));

    private static PolicyHarness Harness(string policy) => new(options => options.Policy = policy, _read);

    private sealed class Answering(bool? isMet) : IAccessCondition
    {
        public ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken) => isMet switch
        {
            true => new(ConditionResult.Met("seen")),
            false => new(ConditionResult.NotMet("seen")),
            null => throw new InvalidOperationException("broken"),
        };
    }

    private sealed class Silent : IAccessCondition
    {
        public async ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken)
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            return ConditionResult.Met();
        }
    }
}
