using System.Text.Json;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Requirements;

/// <summary>Which scopes a call needs, which of them a caller has, and which it is told to ask for.</summary>
[TestFixture]
internal sealed class PolicyScopeTests
{
    private const string Hierarchy = """{ "Name": "files:admin", "Includes": ["files:write"] }, { "Name": "files:write", "Includes": ["files:read"] }""";

    private static readonly McpServerTool _write = McpServerTool.Create(
        [RequireScope("files:read", "files:write")] (string? path = null) => "", new() { Name = "write" });

    [TestCase("files:admin")]
    [TestCase("files:write")]
    [Category("SCP-2")]
    public void Wider_scope_grants_the_narrower_ones_and_is_named(string granted)
    {
        var decision = Decide($$"""{"Scopes":[{{Hierarchy}}]}""", granted);

        Assert.That(decision.IsAllowed, Is.True);
        Assert.That(decision.SatisfiedBy, Is.EqualTo(new[] { granted }));
    }

    [Test]
    [Category("SCP-2")]
    [Category("SCP-3")]
    public void Narrower_scope_grants_no_wider_one_and_the_challenge_has_all_that_are_needed() =>
        Assert.That(Decide($$"""{"Scopes":[{{Hierarchy}}]}""", "files:read").Challenge, Is.EqualTo("files:read files:write"));

    [TestCase("""{"Scopes":[{"Name":"a","Includes":["b"]},{"Name":"b","Includes":["a"]}]}""")]
    [TestCase("""{"Scopes":[{"Name":"a","Includes":["a"]}]}""")]
    [Category("SCP-2")]
    public void Hierarchy_that_goes_round_is_a_problem(string policy) =>
        Assert.That(Harness(policy).Problems, Has.Some.Contains("lets 'a' include itself"));

    [Category("SCP-4")]
    [Category("T20")]
    [TestCase("{}", "2026-07-28", "files:read files:write")]
    [TestCase("{}", "2025-11-25", "files:read files:write calendar")]
    [TestCase("{}", null, "files:read files:write calendar")]
    [TestCase("""{"ChallengeScopes":"Operation"}""", "2025-11-25", "files:read files:write")]
    [TestCase("""{"ChallengeScopes":"Accumulated"}""", "2026-07-28", "files:read files:write calendar")]
    public void Challenge_names_the_callers_other_scopes_if_the_clients_version_does_not_add_them(string policy, string? version, string challenge)
    {
        var harness = new PolicyHarness(
            options => options.Policy = policy, _write, McpServerTool.Create([RequireScope("calendar")] () => "", new() { Name = "calendar" }));

        Assert.That(harness.Decide(Callers.With("calendar files:read"), _write, version: version).Challenge, Is.EqualTo(challenge));
    }

    [Test]
    [Category("SCP-4")]
    public void Challenge_names_no_scope_that_this_server_does_not_declare()
    {
        const string Policy =
            $$$$"""{"ChallengeScopes":"Accumulated","Scopes":[{{{{Hierarchy}}}},{"Name":"old","RequestAs":"api://old"}],"Rules":{"r":""" +
                """{"Tools":["write"],"ScopesByArguments":[{"Arguments":{"required":["path"]},"Scopes":["hr"]}]}}}""";

        Assert.That(Decide(Policy, "offline_access openid mail:read hr old files:read").Challenge, Is.EqualTo("files:read files:write hr api://old"));
    }

    [TestCase("offline_access", "concerns only a client and its authorization server")]
    [TestCase("a b", "is not a valid scope")]
    [Category("SCP-4")]
    public void Scope_that_no_challenge_may_name_cannot_be_required(string scope, string problem)
    {
        var tool = McpServerTool.Create([RequireScope("x")] () => "", new() { Name = "t", Metadata = [new RequireScopeAttribute(scope)] });
        var resource = McpServerResource.Create(() => "", new() { UriTemplate = "a://b", Name = "b", Metadata = [new RequireScopeAttribute(scope)] });
        string[] policies =
        [
            $$$$"""{"Rules":{"r":{"Tools":["write"],"Scopes":["{{{{scope}}}}"]}}}""",
            $$$$"""{"Rules":{"r":{"Tools":["write"],"AnyScopes":[["{{{{scope}}}}"]]}}}""",
            $$"""{"Scopes":[{"Name":"{{scope}}"}]}""",
            $$"""{"Scopes":[{"Name":"a","RequestAs":"{{scope}}"}]}""",
        ];

        Assert.That(new PolicyHarness(null, tool).Problems, Has.One.Contains($"The tool 't' needs '{scope}', which {problem}"));
        Assert.That(
            new PolicyHarness(null, server => server.ResourceCollection = [resource]).Problems,
            Has.One.Contains($"The resource 'a://b' needs '{scope}', which {problem}"));
        foreach (var policy in policies)
            Assert.That(Harness(policy).Problems, Has.One.Contains($"has '{scope}', which {problem}"), policy);
    }

    [Test]
    [Category("SCP-5")]
    public void Same_call_gets_the_same_challenge()
    {
        var harness = Harness("""{"Rules":{"r":{"Tools":["write"],"Scopes":["z","a"]}}}""");

        Assert.That(Enumerable.Range(0, 100).Select(_ => harness.Decide("", _write).Challenge).Distinct(), Is.EqualTo(new[] { "files:read files:write z a" }));
    }

    [TestCase("""{"path":"/hr/x"}""", "files:read files:write hr:access")]
    [TestCase("""{"path":"/it/x"}""", "files:read files:write")]
    [TestCase("{}", "files:read files:write")]
    [TestCase("""{"path":5}""", "files:read files:write hr:access")]
    [TestCase("""{"Path":"/hr/x"}""", "files:read files:write hr:access")]
    [TestCase("""{"path":"/it/x","Path":"/hr/x"}""", "files:read files:write hr:access")]
    [Category("SCP-6")]
    public void Challenge_includes_the_scopes_by_arguments_even_if_they_are_undecided(string arguments, string challenge)
    {
        const string Policy =
            """{"Rules":{"hr":{"Tools":["write"],"ScopesByArguments":[{"Arguments":{"properties":{"path":{"pattern":"^/hr/"}},"required":""" +
                """["path"]},"Scopes":["hr:access"]}]}}}""";

        Assert.That(Harness(Policy).Decide(Callers.With(), _write, arguments: arguments).Challenge, Is.EqualTo(challenge));
    }

    [Test]
    [Category("SCP-7")]
    public void More_scope_is_asked_for_only_if_it_would_help()
    {
        var decision = Decide("""{"Rules":{"r":{"Tools":["write"],"Groups":["finance"]}}}""", "");

        Assert.That((decision.Reason, decision.Challenge), Is.EqualTo((ReasonCode.MembershipMissing, (string?)null)));
        Assert.That(decision.ScopesMissing, Is.EqualTo(new[] { "files:read", "files:write" }), "It is on record all the same.");
    }

    [TestCase("files:read files:write", true)]
    [TestCase("files:read files:write other:all", true)]
    [Category("SCP-8")]
    public void Alternative_is_enough_and_the_first_one_is_asked_for(string granted, bool hasFiles)
    {
        const string Policy = """{"Rules":{"r":{"Tools":["write"],"AnyScopes":[["files:bulk","files:fast"],["other:all"]]}}}""";

        var decision = Decide(Policy, granted);

        Assert.That(decision.IsAllowed, Is.EqualTo(granted.Contains("other:all", StringComparison.Ordinal)));
        Assert.That(hasFiles, Is.True);
        if (!decision.IsAllowed)
            Assert.That(decision.Challenge, Is.EqualTo("files:read files:write files:bulk files:fast"));
    }

    [Test]
    [Category("SCP-9")]
    public void Scope_is_asked_for_by_the_name_that_its_issuer_knows_and_granted_by_the_one_in_the_token()
    {
        const string Policy = """{"Scopes":[{"Name":"files:write","RequestAs":"api://files/write"}]}""";

        Assert.That(Decide(Policy, "").Challenge, Is.EqualTo("files:read api://files/write"));
        Assert.That(Decide(Policy, "files:read files:write").IsAllowed, Is.True);
        Assert.That(Decide(Policy, "files:read api://files/write").IsAllowed, Is.False);
    }

    [Test]
    [Category("SCP-11")]
    public void Roles_are_not_scopes()
    {
        var caller = new DelegatedCaller
        {
            Issuer = Callers.Issuer,
            Subject = "app",
            ClientId = "app",
            TokenId = "t",
            Scopes = ScopeSet.Empty,
            Roles = ["files:read", "files:write"],
            ExpiresAt = Callers.Now.AddMinutes(5),
        };

        Assert.That(Harness("{}").Decide(caller, _write).Reason, Is.EqualTo(ReasonCode.ScopeInsufficient));
    }

    [Test]
    [Category("SCP-14")]
    public void Sign_in_comes_with_the_scopes_that_are_missing_too()
    {
        const string Policy = """{"SignInStrengths":["pwd","phr"],"Rules":{"r":{"Tools":["write"],"SignIn":{"Strength":"phr","MaxAge":"00:05:00"}}}}""";

        var decision = Decide(Policy, "");

        Assert.That((decision.Reason, decision.Challenge), Is.EqualTo((ReasonCode.SignInInsufficient, "files:read files:write")));
        Assert.That(decision.SignIn, Is.EqualTo(new SignInChallenge("phr", TimeSpan.FromMinutes(5))));
    }

    [TestCase("phr", -60, true)]
    [TestCase("mfa", -60, true)]
    [TestCase("pwd", -60, false)]
    [TestCase("sms", -60, false)]
    [TestCase("PHR", -60, false)]
    [TestCase(null, -60, false)]
    [TestCase("phr", -301, false)]
    [TestCase("phr", null, false)]
    [TestCase("phr", 29, true)]
    [TestCase("phr", 31, false)]
    [Category("SCP-15")]
    public void Sign_in_is_compared_by_the_order_of_the_policy_and_by_the_clock(string? context, int? seconds, bool isEnough)
    {
        const string Policy = """{"SignInStrengths":["pwd","mfa","phr"],"Rules":{"r":{"Tools":["write"],"SignIn":{"Strength":"mfa","MaxAge":"00:05:00"}}}}""";
        var caller = new DelegatedCaller
        {
            Issuer = Callers.Issuer,
            Subject = "alice",
            ClientId = "app",
            TokenId = "t",
            Scopes = ScopeSet.Parse("files:read files:write"),
            AuthenticationContext = context,
            AuthenticatedAt = seconds is { } offset ? Callers.Now.AddSeconds(offset) : null,
            ExpiresAt = Callers.Now.AddMinutes(5),
        };

        var decision = Harness(Policy).Decide(caller, _write);

        Assert.That(decision.IsAllowed, Is.EqualTo(isEnough));
        if (!isEnough)
            Assert.That(decision.SignIn!.Contexts, Is.EqualTo("mfa phr"));
    }

    [Test]
    [Category("SCP-16")]
    public void Token_after_a_step_up_is_judged_from_zero()
    {
        var harness = Harness("{}");

        Assert.That(harness.Decide("", _write).Challenge, Is.EqualTo("files:read files:write"));
        Assert.That(harness.Decide("files:read files:write", _write).IsAllowed, Is.True);
        Assert.That(harness.Decide("", _write).Challenge, Is.EqualTo("files:read files:write"));
    }

    private static AccessDecision Decide(string policy, string granted)
    {
        var harness = Harness(policy);
        Assert.That(harness.Problems, Is.Empty);
        return harness.Decide(granted, _write);
    }

    private static PolicyHarness Harness(string policy) => new(options => options.Policy = policy, _write);
}
