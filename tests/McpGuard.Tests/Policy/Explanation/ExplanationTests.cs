using System.Net;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Explanation;

/// <summary>Why a request is allowed or denied can be told, before and after.</summary>
[TestFixture]
internal sealed class ExplanationTests
{
    private const string Policy = """
        {
          "Rules": {
            "office": { "Tools": ["pay"], "Network": ["10.0.0.0/8"], "Groups": ["finance"] },
            "small": { "Tools": ["pay"], "Mode": "ReportOnly", "Arguments": { "properties": { "amount": { "type": "integer", "maximum": 100 } } } }
          }
        }
        """;

    private static readonly McpServerTool _pay = McpServerTool.Create([RequireScope("pay")] (int amount) => "", new() { Name = "pay" });

    [Test]
    public async Task Every_rule_and_condition_is_shown_with_its_facts_and_its_requirements()
    {
        var explanation = await ExplainAsync(Ask("", "192.0.2.1", groups: []));

        Assert.That((explanation.IsAllowed, explanation.Reason, explanation.Rule), Is.EqualTo(((bool?)false, ReasonCode.NetworkNotAllowed, "office")));
        Assert.That(explanation.Rules.Select(rule => (rule.Rule, rule.IsEnforced, rule.IsSatisfied)), Is.EqualTo(new (string, bool, bool?)[]
        {
            ("declaration", true, false), ("office", true, false), ("small", false, true),
        }));
        Assert.That(explanation.Needed, Is.EqualTo(new[]
        {
            "declaration: the scopes pay", "office: an address in 10.0.0.0/8 (network: 192.0.2.1)", "office: one of finance (groups: nothing)",
        }));
        Assert.That(explanation.ToString(), Does.StartWith("denied: NetworkNotAllowed, by office").And.Contain("scopes pay - missing pay"));
    }

    [Test]
    public async Task Explanation_and_decision_agree()
    {
        var harness = Harness();
        foreach (var (scopes, address, groups) in new[]
            {
                ("pay", "10.1.1.1", new[] { "finance" }),
                ("", "10.1.1.1", ["finance"]),
                ("pay", "10.1.1.1", []),
                ("pay", "192.0.2.1", ["finance"]),
            })
        {
            var request = Ask(scopes, address, groups);

            var decision = await harness.Policy.DecideByNameAsync(harness.Rules, request, CancellationToken.None);
            var explanation = await harness.Explainer.ExplainAsync(request, CancellationToken.None);

            Assert.That(
                (explanation.IsAllowed, explanation.Reason, explanation.Rule), Is.EqualTo(((bool?)decision!.IsAllowed, decision.Reason, decision.Rule)));
            Assert.That(explanation.Needed.Count == 0, Is.EqualTo(decision.IsAllowed));
        }
    }

    [Test]
    public async Task Missing_target_is_explained_as_unknown() =>
        Assert.That(
            (await Harness().Explainer.ExplainAsync(Ask("pay", "10.1.1.1", [], "nope"), CancellationToken.None)).Reason, Is.EqualTo(ReasonCode.TargetUnknown));

    [Test]
    public async Task Explaining_uses_no_call_up()
    {
        var harness = new PolicyHarness(options => options.Policy = """{"Rules":{"r":{"Tools":["pay"],"Rate":{"Calls":1,"Window":"00:01:00"}}}}""", _pay);
        for (var i = 0; i < 3; i++)
            Assert.That((await harness.Explainer.ExplainAsync(Ask("pay", null, []), CancellationToken.None)).IsAllowed, Is.True);
    }

    [Test]
    public async Task Recorded_call_is_decided_again_with_the_facts_of_its_own_policy()
    {
        var (harness, record) = (Harness(), await RecordAsync(Ask("pay", "10.1.1.1", ["finance"])));

        var explanation = await harness.Explainer.ExplainAsync(record, CancellationToken.None);

        Assert.That((explanation.IsAllowed, explanation.PolicyVersion), Is.EqualTo(((bool?)true, record.PolicyVersion)));
        Assert.That(
            explanation.Rules.Single(rule => rule.Rule == "office").Conditions.Single(condition => condition.Name == "groups").Fact, Is.EqualTo("finance"));
    }

    [Test]
    public async Task Recorded_call_under_another_policy_is_denied_by_recorded_facts_and_otherwise_unknown()
    {
        var record = await RecordAsync(Ask("pay", "10.1.1.1", ["finance"]));

        var narrower = await new PolicyHarness(
            options => options.Policy = Policy.Replace("10.0.0.0/8", "172.16.0.0/12"), _pay).Explainer.ExplainAsync(record, CancellationToken.None);
        var other = await new PolicyHarness(
            options => options.Policy = Policy.Replace("finance", "staff"), _pay).Explainer.ExplainAsync(record, CancellationToken.None);
        var wider = await new PolicyHarness(null, _pay).Explainer.ExplainAsync(record, CancellationToken.None);

        Assert.That((narrower.IsAllowed, narrower.Rule), Is.EqualTo(((bool?)false, "office")));
        Assert.That(other.IsAllowed, Is.Null, "The groups are not in the record, and another version asks for others.");
        Assert.That(wider.IsAllowed, Is.True);
    }

    [Test]
    public async Task Recorded_call_of_a_removed_target_is_explained_as_unknown()
    {
        var record = await RecordAsync(Ask("pay", "10.1.1.1", ["finance"]));

        var explanation = await new PolicyHarness(null, Probe.Open().Tool).Explainer.ExplainAsync(record, CancellationToken.None);

        Assert.That((explanation.IsAllowed, explanation.Reason), Is.EqualTo(((bool?)false, ReasonCode.TargetUnknown)));
    }

    [TestCase("pay", null, TestName = "Recorded_call_whose_scopes_depend_on_its_arguments_cannot_be_judged_again")]
    [TestCase("pay pay:much", true, TestName = "Recorded_call_that_has_the_scopes_for_all_arguments_is_judged_again")]
    [TestCase("", false, TestName = "Recorded_call_that_lacks_a_scope_for_all_arguments_is_decided_again")]
    public async Task Scopes_for_arguments_are_judged_again(string scopes, bool? isAllowed)
    {
        var record = await RecordAsync(Ask(scopes, "10.1.1.1", ["finance"]));

        Assert.That((await ByAmount().Explainer.ExplainAsync(record, CancellationToken.None)).IsAllowed, Is.EqualTo(isAllowed));
    }

    [TestCase(99, true)]
    [TestCase(100, false)]
    public async Task Scopes_for_arguments_are_in_the_record_of_the_same_policy(int amount, bool isAllowed)
    {
        var record = await RecordAsync(Ask("pay", "10.1.1.1", ["finance"], arguments: $$"""{"amount":{{amount}}}"""), ByAmount());

        Assert.That((await ByAmount().Explainer.ExplainAsync(record, CancellationToken.None)).IsAllowed, Is.EqualTo(isAllowed));
    }

    [Test]
    public async Task Recorded_actors_are_judged_again()
    {
        var record = await RecordAsync(Ask("pay", "10.1.1.1", ["finance"], actor: new Actor("agent-1", null, new Actor("bad", "https://agents.example"))));
        var harness = new PolicyHarness(
            options => options.Policy = """{"Rules":{"r":{"Tools":["pay"],"Callers":{"DeniedActors":["https://agents.example bad"]}}}}""", _pay);

        Assert.That((await harness.Explainer.ExplainAsync(record, CancellationToken.None)).Rule, Is.EqualTo("r"));
    }

    [Test]
    public void Record_without_a_caller_cannot_be_judged_again() =>
        Assert.That(async () =>
            await Harness().Explainer.ExplainAsync(
                new AuditRecord { RecordId = "record-1", LoggedTime = Callers.Now, Time = Callers.Now, Event = AuditEvent.Decision, OperationId = "x" },
                CancellationToken.None),
            Throws.ArgumentException);

    private static PolicyHarness ByAmount() => new(options => options.Policy = """
        {"Rules":{"r":{"Tools":["pay"],"ScopesByArguments":[{"Arguments":{"properties":{"amount":{"minimum":100}},"required":["amount"]},
        "Scopes":["pay:much"]}]}}}
        """, _pay);

    private static PolicyHarness Harness() => new(options => options.Policy = Policy, _pay);

    private static ValueTask<AccessExplanation> ExplainAsync(AccessRequest request) => Harness().Explainer.ExplainAsync(request, CancellationToken.None);

    private static AccessRequest Ask(string scopes, string? address, string[] groups, string tool = "pay", Actor? actor = null, string? arguments = null) =>
        new()
        {
            Caller = new DelegatedCaller
            {
                Issuer = Callers.Issuer,
                Subject = "alice",
                ClientId = "agent-1",
                TokenId = "token-1",
                Actor = actor,
                Scopes = ScopeSet.Parse(scopes),
                Groups = groups,
                ExpiresAt = Callers.Now.AddMinutes(5),
            },
            Method = RequestMethods.ToolsCall,
            Target = tool,
            Arguments = arguments is null ? null : System.Text.Json.JsonElement.Parse(arguments),
            ClientAddress = address is null ? null : IPAddress.Parse(address),
            Time = Callers.Now,
        };

    // Under the policy above unless another is given, as a guarded server records it.
    private static async Task<AuditRecord> RecordAsync(AccessRequest request, PolicyHarness? under = null)
    {
        var (harness, audit) = (under ?? Harness(), new AuditHarness());
        var decision = await harness.Policy.DecideByNameAsync(harness.Rules, request, CancellationToken.None);
        var asked = new GuardedRequest { Transport = "stream", Method = request.Method, Target = request.Target, ClientAddress = request.ClientAddress };
        await audit.Trail.TryRecordDecisionAsync(audit.Operation(asked, request.Caller, harness.Rules), decision!);
        return audit.Sink.Records.Single();
    }
}
