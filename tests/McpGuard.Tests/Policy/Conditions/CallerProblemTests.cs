namespace McpGuard.Tests.Policy.Conditions;

/// <summary>Options about callers that can never hold, or that are ambiguous, are reported with a fix.</summary>
[TestFixture]
internal sealed class CallerProblemTests
{
    private const string Section = "McpGuard:Callers";

    [TestCase("agent-1")]
    [TestCase("my agent")]
    [TestCase("urn:agent 1")]
    [TestCase("https://agents.example agent-1")]
    [TestCase("http://localhost:5000 agent-1")]
    public void Name_without_an_issuer_is_clear_if_there_is_one_issuer(string name) =>
        Assert.That(Names(name).SelectMany(callers => Problems(callers, Callers.Issuer)), Is.Empty);

    [TestCase("")]
    [TestCase(" ")]
    [TestCase("https://agents.example ")]
    public void Invalid_name_is_refused_in_each_list(string name) =>
        Assert.That(Names(name).Select(callers => Problems(callers, Callers.Issuer).Single()), Has.All.Contains("whose issuer is unknown"));

    [TestCase("agent-1")]
    [TestCase("my agent")]
    [TestCase("ftp://agents.example agent-1")]
    [TestCase("/agents agent-1")]
    [Category("DEL-7")]
    public void Name_without_its_issuer_is_refused_if_there_are_several(string name)
    {
        var problems = Names(name).Select(callers => Problems(callers, onlyIssuer: null).Single()).ToArray();

        Assert.That(problems, Has.All.Contains($"'{name}'").And.All.Contains("https://login.example.com"));
        Assert.That(
            problems.Select(problem => problem.Split(' ')[0]),
            Is.EqualTo(new[] { $"{Section}:AllowedActors", $"{Section}:DeniedActors", $"{Section}:AllowedClients" }));
    }

    [Test]
    public void Name_with_its_issuer_is_clear_everywhere() =>
        Assert.That(Names("https://agents.example agent-1").SelectMany(callers => Problems(callers, onlyIssuer: null)), Is.Empty);

    [Test]
    public void Unknown_mode_is_refused() =>
        Assert.That(Problems(new CallerOptions { Delegation = (DelegationMode)7 }), Has.One.StartsWith($"{Section}:Delegation is unknown."));

    [Test]
    public void Allowed_actors_contradict_forbidden_delegation()
    {
        Assert.That(
            Problems(new CallerOptions { Delegation = DelegationMode.Forbidden, AllowedActors = { "agent-1" } }),
            Has.One.StartsWith($"{Section} forbids delegation but has AllowedActors"));
        Assert.That(Problems(new CallerOptions { Delegation = DelegationMode.Forbidden }), Is.Empty);
        Assert.That(Problems(new CallerOptions { Delegation = DelegationMode.Required, AllowedActors = { "agent-1" } }), Is.Empty);
    }

    [TestCase(0, false)]
    [TestCase(1, true)]
    [TestCase(10, true)]
    [TestCase(11, false)]
    [TestCase(-1, false)]
    [Category("DEL-4")]
    public void Length_of_the_chain_has_a_hard_bound(int max, bool isAccepted) =>
        Assert.That(Problems(new CallerOptions { MaxActors = max }), isAccepted ? Is.Empty : Has.One.StartsWith($"{Section}:MaxActors"));

    [Test]
    public void Startup_fails_for_problems_of_server_and_tools_and_names_their_place()
    {
        var options = new McpGuardOptions { Authority = Callers.Issuer, Resource = ValidatorHarness.Resource };
        options.Callers.MaxActors = 11;
        options.Tools["read"] = new ToolOptions { Callers = { MaxActors = 11 } };

        var problems = new McpGuardOptionsValidator(TimeProvider.System).Validate(null, options).Failures!;

        Assert.That(
            problems.Select(problem => problem.Split(' ')[0]), Is.EqualTo(new[] { "McpGuard:Callers:MaxActors", "McpGuard:Tools:read:Callers:MaxActors" }));
    }

    [Test]
    public void Second_issuer_makes_names_without_an_issuer_unclear()
    {
        var options = new McpGuardOptions { Authority = Callers.Issuer, Resource = ValidatorHarness.Resource };
        options.Callers.AllowedActors.Add("agent-1");
        options.Tools["read"] = new ToolOptions { Callers = { AllowedClients = { "desktop" } } };
        Assert.That(new McpGuardOptionsValidator(TimeProvider.System).Validate(null, options).Failed, Is.False);

        options.Issuers["agents"] = new IssuerOptions { Issuer = Callers.OtherIssuer };

        Assert.That(new McpGuardOptionsValidator(TimeProvider.System).Validate(null, options).Failures!.Count(), Is.EqualTo(2));
    }

    private static CallerOptions[] Names(string name) =>
    [
        new() { AllowedActors = { name } }, new() { DeniedActors = { name } }, new() { AllowedClients = { name } },
    ];

    private static IEnumerable<string> Problems(CallerOptions callers, string? onlyIssuer = Callers.Issuer) =>
        CallerProblems.Find(Section, callers, onlyIssuer);
}
