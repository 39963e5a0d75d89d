using System.Security.Claims;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Conditions;

/// <summary>What a token says of its subject counts only if the issuer is the one whose word is meant.</summary>
[TestFixture]
[Category("TOK-17")]
internal sealed class FactIssuerTests
{
    private const string Home = Callers.Issuer;
    private const string Partner = Callers.OtherIssuer;

    private static readonly McpServerTool _tool = McpServerTool.Create(
        [AllowAnyCaller] (RequestContext<CallToolRequestParams> _) => "", new() { Name = "tool" });

    private static readonly string[] _facts =
    [
        "\"Groups\":[\"admins\"]",
        "\"Roles\":[\"admin\"]",
        "\"Tenant\":{\"Claim\":\"tid\",\"Allowed\":[\"corp\"]}",
        "\"Tenant\":{\"Claim\":\"tid\",\"Argument\":\"tenant\"}",
        "\"SignIn\":{\"Strength\":\"mfa\"}",
        "\"SignIn\":{\"MaxAge\":\"00:05:00\"}",
        "\"Risk\":{\"Claim\":\"risk\",\"Levels\":[\"low\",\"high\"],\"Max\":\"low\"}",
        "\"Device\":{\"Claim\":\"posture\",\"Allowed\":[\"compliant\"]}",
    ];

    [TestCaseSource(nameof(_facts))]
    public void Fact_counts_for_the_only_issuer_without_further_ado(string fact) =>
        Assert.That(Reason(new PolicyHarness(options => options.Policy = Policy(fact), _tool), Home), Is.EqualTo(ReasonCode.Allowed));

    [TestCaseSource(nameof(_facts))]
    public void Startup_fails_for_fact_without_an_issuer_if_several_are_trusted(string fact)
    {
        var harness = OfSeveral(Policy(fact));

        Assert.That(harness.Problems, Has.Count.EqualTo(1));
        Assert.That(
            harness.Problems[0],
            Does.Contain("$.Rules.rule.").And.Contain($"{Home}, {Partner} are trusted").And.Contain("DefaultIssuer").And.Contain("Issuers"));
        Assert.That(Reason(harness, Home), Is.Not.EqualTo(ReasonCode.Allowed), "Its issuer would be unknown.");
    }

    [TestCaseSource(nameof(_facts))]
    public void Fact_belongs_to_the_issuers_of_its_rule(string fact)
    {
        var harness = OfSeveral(Policy($"\"Issuers\":\"{Home}\",{fact}"));

        Assert.That(harness.Problems, Is.Empty);
        Assert.That(Reason(harness, Home), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(Reason(harness, Partner), Is.EqualTo(ReasonCode.IssuerNotAllowed));
    }

    [TestCaseSource(nameof(_facts))]
    public void Fact_may_be_any_of_several_issuers(string fact)
    {
        var harness = OfSeveral(Policy($"\"Issuers\":[\"{Home}\",\"{Partner}/\"],{fact}"));

        Assert.That(harness.Problems, Is.Empty);
        Assert.That((Reason(harness, Home), Reason(harness, Partner)), Is.EqualTo((ReasonCode.Allowed, ReasonCode.Allowed)));
    }

    [TestCaseSource(nameof(_facts))]
    public void Fact_belongs_to_the_default_issuer_by_default(string fact)
    {
        var harness = OfSeveral(Policy(fact), defaultIssuer: Home);

        Assert.That(harness.Problems, Is.Empty);
        Assert.That(Reason(harness, Home), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(Reason(harness, Partner), Is.EqualTo(ReasonCode.IssuerNotAllowed).Or.EqualTo(ReasonCode.MembershipMissing));
    }

    [TestCase("Groups", "admins")]
    [TestCase("Roles", "admin")]
    public void Group_and_role_may_have_their_issuer_before_them(string member, string name)
    {
        var harness = OfSeveral(Policy($"\"{member}\":[\"{Home} {name}\"]"));

        Assert.That(harness.Problems, Is.Empty);
        Assert.That((Reason(harness, Home), Reason(harness, Partner)), Is.EqualTo((ReasonCode.Allowed, ReasonCode.MembershipMissing)));
    }

    [TestCase("\"Groups\":[\"https://login.evil.example admins\"]")]
    [TestCase("\"Issuers\":\"https://login.evil.example\",\"Scopes\":\"a\"")]
    public void Issuer_that_is_not_trusted_is_a_problem(string rule) =>
        Assert.That(
            OfSeveral(Policy(rule)).Problems,
            Has.One.Contains("https://login.evil.example").And.One.Contains("not trusted").Or.One.Contains("not a trusted issuer"));

    [Test]
    public void Rule_may_leave_everything_to_some_issuers()
    {
        var harness = OfSeveral(Policy($"\"Issuers\":\"{Home}\",\"Scopes\":\"a\""));

        Assert.That((Reason(harness, Home), Reason(harness, Partner)), Is.EqualTo((ReasonCode.Allowed, ReasonCode.IssuerNotAllowed)));
    }

    [Test]
    public void No_new_sign_in_is_requested_if_the_issuers_facts_do_not_count()
    {
        var decision = Decide(OfSeveral(Policy("\"SignIn\":{\"Strength\":\"mfa\"}"), Home), Caller(Partner));

        Assert.That((decision.Reason, decision.SignIn), Is.EqualTo((ReasonCode.IssuerNotAllowed, (SignInChallenge?)null)));
    }

    private static IEnumerable<TestCaseData> Declared() => new Delegate[]
    {
        [RequireGroup("admins")] () => "",
        [RequireRole("admin")] () => "",
        [AllowAnyCaller, RequireSignInStrength("mfa")] () => "",
        [AllowAnyCaller, RequireFreshSignIn(300)] () => "",
    }.Select((method, index) => new TestCaseData(McpServerTool.Create(method, new() { Name = "tool" })).SetArgDisplayNames(
        index.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    [TestCaseSource(nameof(Declared))]
    public void Requirements_of_the_code_are_for_the_default_issuer(McpServerTool tool)
    {
        Assert.That(Reason(OfSeveral(null, Home, tool), Home, tool), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(Reason(OfSeveral(null, Home, tool), Partner, tool), Is.EqualTo(ReasonCode.IssuerNotAllowed).Or.EqualTo(ReasonCode.MembershipMissing));

        var undecided = OfSeveral(null, null, tool);
        Assert.That(undecided.Problems, Has.Count.EqualTo(1).And.One.Contains("Tool 'tool': [Require").And.One.Contains("DefaultIssuer"));
        Assert.That(Reason(undecided, Home, tool), Is.Not.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    public void Code_may_name_the_issuer_of_a_group()
    {
        var tool = McpServerTool.Create([RequireGroup($"{Home} admins")] () => "", new() { Name = "tool" });
        var harness = OfSeveral(null, null, tool);

        Assert.That(harness.Problems, Is.Empty);
        Assert.That((Reason(harness, Home, tool), Reason(harness, Partner, tool)), Is.EqualTo((ReasonCode.Allowed, ReasonCode.MembershipMissing)));
    }

    [Test]
    public void Issuer_cannot_borrow_an_allowed_actor_of_another()
    {
        var harness = OfSeveral(null, Home, configure: options => options.Callers.AllowedActors.Add($"{Home} agent-1"));

        Assert.That(harness.Judge(Callers.With(actor: new("agent-1"))), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(harness.Judge(Callers.With(actor: new("agent-1", Home), issuer: Partner)), Is.EqualTo(ReasonCode.ActorNotAllowed));
    }

    [TestCase(null, false)]
    [TestCase(Home, true)]
    [TestCase(Partner, false)]
    public void Authors_own_check_of_a_role_means_the_default_issuer(string? defaultIssuer, bool isInRole)
    {
        var principal = new CallerPrincipal(AuditHarness.OperationOf(Caller(Home), OfSeveral(null, defaultIssuer).Rules));

        Assert.That((principal.IsInRole("admin"), principal.HasClaim("groups", "admins")), Is.EqualTo((isInRole, isInRole)));
        Assert.That((principal.IsInRole($"{Home} admin"), principal.HasClaim("groups", $"{Home} admins")), Is.EqualTo((!isInRole, !isInRole)));
    }

    [Test]
    public void Author_sees_the_roles_of_the_only_issuer_as_they_are()
    {
        var principal = new CallerPrincipal(AuditHarness.OperationOf(Caller(Home), new PolicyHarness().Rules));

        Assert.That(principal.FindAll("roles").Select(claim => claim.Value), Is.EqualTo(new[] { "admin" }));
        Assert.That(principal.FindAll(ClaimTypes.Role), Is.Empty);
    }

    private static string Policy(string rule) => "{\"SignInStrengths\":[\"pwd\",\"mfa\"],\"Rules\":{\"rule\":{\"Tools\":[\"tool\"]," + rule + "}}}";

    private static PolicyHarness OfSeveral(
        string? policy, string? defaultIssuer = null, McpServerTool? tool = null, Action<McpGuardOptions>? configure = null) => new(options =>
    {
        options.Issuers["partner"] = new IssuerOptions { Issuer = Partner };
        options.Policy = policy;
        options.DefaultIssuer = defaultIssuer;
        configure?.Invoke(options);
    }, tool ?? _tool);

    private static ReasonCode Reason(PolicyHarness harness, string issuer, McpServerTool? tool = null) => Decide(harness, Caller(issuer), tool).Reason;

    private static AccessDecision Decide(PolicyHarness harness, DelegatedCaller caller, McpServerTool? tool = null) =>
        harness.Decide(caller, tool ?? _tool, arguments: """{"tenant":"corp"}""");

    // Both issuers say the same.
    private static DelegatedCaller Caller(string issuer) => new()
    {
        Issuer = issuer,
        Subject = "alice",
        ClientId = "agent-1",
        TokenId = "token-1",
        Scopes = ScopeSet.Parse("a"),
        Groups = ["admins"],
        Roles = ["admin"],
        AuthenticationContext = "mfa",
        AuthenticatedAt = Callers.Now.AddMinutes(-1),
        Claims = JsonElement.Parse("""{"tid":"corp","risk":"low","posture":"compliant"}"""),
        ExpiresAt = Callers.Now.AddMinutes(5),
    };
}
