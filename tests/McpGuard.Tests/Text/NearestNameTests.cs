using ModelContextProtocol.Server;

namespace McpGuard.Tests.Text;

/// <summary>A mistake is explained also where there is nothing that could have been meant instead.</summary>
internal sealed class NearestNameTests
{
    [TestCase("\"SignIn\": { \"Strength\": \"mfa\" }", "$.Rules.guarded.SignIn.Strength is 'mfa', which the policy's SignInStrengths do not have.")]
    [TestCase("\"TargetGroups\": \"mail\"", "$.Rules.guarded.TargetGroups has 'mail', which the policy's TargetGroups do not have.")]
    [TestCase("\"Risk\": { \"Claim\": \"risk\", \"Max\": \"low\" }", "$.Rules.guarded.Risk.Max is not one of the Levels.")]
    public void Name_that_nothing_is_near_to_is_explained(string member, string problem)
    {
        var policy = $$"""{ "Rules": { "guarded": { "Tools": "read", "Scopes": "files:read", {{member}} } } }""";
        var tool = McpServerTool.Create([AllowAnyCaller] () => "", new() { Name = "read" });
        var harness = new PolicyHarness(options => options.Policy = policy, tool);

        Assert.That(harness.Problems, Has.Some.EndsWith(problem));
    }

    [TestCase("files_raed", ", did you mean 'files_read'?")]
    [TestCase("Files_read", ", did you mean 'files_read'?")]
    [TestCase("weather", ".")]
    public void Name_that_is_near_is_suggested(string name, string end) =>
        Assert.That(NearestName.Suggest(name, ["files_read", "files_write"]), Is.EqualTo(end));
}
