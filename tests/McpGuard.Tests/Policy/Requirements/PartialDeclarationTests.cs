namespace McpGuard.Tests.Policy.Requirements;

/// <summary>What says who may for some calls only says nothing for the others.</summary>
[TestFixture]
internal sealed class PartialDeclarationTests
{
    private const string ForPathsOfA = """ "ScopesByArguments": [ { "Arguments": { "properties": { "text": { "pattern": "^/a" } } }, "Scopes": "a" } ] """;

    [Test]
    public void Scopes_for_certain_arguments_do_not_declare_a_tool()
    {
        var probe = Probe.Undeclared();
        var harness = new PolicyHarness(options => options.Policy = $$"""{ "Rules": { "r": { "Tools": "undeclared", {{ForPathsOfA}} } } }""", probe.Tool);

        Assert.That(harness.Problems.Single(), Does.StartWith("The tool 'undeclared' declares no scope"));
        Assert.That(harness.Decide(Callers.With("a"), probe.Tool, arguments: """{"text":"/b"}""").Reason, Is.EqualTo(ReasonCode.TargetUndeclared));
    }

    [Test]
    public void Scopes_for_certain_arguments_are_not_enough_to_override()
    {
        var probe = Probe.Read();
        var harness = new PolicyHarness(
            options => options.Policy = $$"""{ "Rules": { "r": { "Tools": "read", "Override": true, {{ForPathsOfA}} } } }""", probe.Tool);

        Assert.That(harness.Problems.Single(), Does.Contain("names no permitted callers"));
    }
}
