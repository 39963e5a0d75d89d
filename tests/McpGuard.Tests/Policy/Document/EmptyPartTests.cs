namespace McpGuard.Tests.Policy.Document;

/// <summary>A configuration keeps an empty list or object as an empty text, and that is what the policy gets.</summary>
[TestFixture]
internal sealed class EmptyPartTests
{
    [TestCase("Scopes")]
    [TestCase("Rules")]
    [TestCase("TargetGroups")]
    public void Empty_part_of_a_policy_is_a_problem(string member) =>
        Assert.That(
            new PolicyHarness(options => options.Policy = $$"""{ "{{member}}": "" }""", Probe.Open().Tool).Problems.Single(),
            Does.Contain($"$.{member} is not"));

    [TestCase("""{ "SignInStrengths": [] }""", "$.SignInStrengths is empty")]
    [TestCase("""{ "Rules": { "r": { "Tools": ["open"], "Scopes": ["x"], "Groups": [] } } }""", "$.Rules.r.Groups is empty")]
    [TestCase("""{ "Rules": { "r": { "Tools": ["open"], "Scopes": ["x"], "Network": "" } } }""", "$.Rules.r.Network is empty")]
    [TestCase("""{ "Rules": { "r": { "Tools": ["open"], "Scopes": ["x"], "Roles": null } } }""", "$.Rules.r.Roles is null")]
    [TestCase("""{ "Rules": { "r": { "Tools": ["open"], "Override": true, "Callers": {} } } }""", "$.Rules.r.Callers requires nothing")]
    [TestCase(
        """{ "Rules": { "r": { "Tools": ["open"], "Override": true, "Callers": { "Delegation": "Optional" } } } }""", "$.Rules.r.Callers requires nothing")]
    public void Ambiguous_empty_list_is_a_problem(string policy, string problem) =>
        Assert.That(new PolicyHarness(options => options.Policy = policy, Probe.Open().Tool).Problems, Has.One.StartsWith($"McpGuard:Policy {problem}"));
}
