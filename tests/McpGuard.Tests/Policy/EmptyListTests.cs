namespace McpGuard.Tests.Policy;

/// <summary>A configuration keeps an empty list or object as an empty text, and that is what the policy gets.</summary>
[TestFixture]
internal sealed class EmptyListTests
{
    [TestCase("Scopes")]
    [TestCase("Rules")]
    [TestCase("TargetGroups")]
    [TestCase("SignInStrengths")]
    public void Empty_text_is_an_empty_list(string member) =>
        Assert.That(new PolicyHarness(options => options.Policy = $$"""{ "{{member}}": "" }""", Probe.Open().Tool).Problems, Is.Empty);
}
