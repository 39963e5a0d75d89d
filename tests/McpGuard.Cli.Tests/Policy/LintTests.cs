using System.Text.Json.Nodes;
using McpGuard.Cli.Tests.Running;

namespace McpGuard.Cli.Tests.Policy;

/// <summary>A policy is checked without its server, and all problems are named at once.</summary>
[TestFixture]
internal sealed class LintTests
{
    [Test]
    public async Task Good_policy_has_no_problem()
    {
        using var folder = await PolicyFolder.CreateAsync(""" "office": { "Tools": "notes_write", "Network": "10.0.0.0/8" } """);

        var run = await folder.RunAsync("lint", folder.Settings);

        Assert.That((run.ExitCode, run.Output.Trim()), Is.EqualTo((0, "0 problems.")), run.Errors);
    }

    [Test]
    public async Task Every_problem_is_named()
    {
        using var folder = await PolicyFolder.CreateAsync(
            """ "a": { "Tools": "notes_raed", "Network": "10.0.0.0/8" }, "b": { "Tools": "notes_read", "SingIn": {} } """);

        var run = await folder.RunAsync("lint", folder.Settings, "--json");

        var problems = JsonNode.Parse(run.Output)!["problems"]!.AsArray().Select(problem => (string)problem!).ToArray();
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(problems, Has.Some.Contains("notes_raed").And.Some.Contains("did you mean 'SignIn'"));
    }

    [Test]
    public async Task Settings_that_are_read_before_count()
    {
        using var folder = await PolicyFolder.CreateAsync();
        var policy = folder.PathOf("policy.json");
        await File.WriteAllTextAsync(policy, """{ "McpGuard": { "Policy": { "Rules": { "a": { "Tools": "nope", "Scopes": "x" } } } } }""");

        Assert.That((await folder.RunAsync("lint", policy, "--base", folder.Settings)).ExitCode, Is.EqualTo(1));
    }

    [TestCase("""{ "Rules": { "a": { "Tools": "notes_read", "Scopes": "x" } } }""", "no section McpGuard")]
    [TestCase("""{ "McpGuard": """, "policy.json")]
    public async Task Settings_without_a_policy_section_fail_the_lint(string settings, string why)
    {
        using var folder = await PolicyFolder.CreateAsync();
        await File.WriteAllTextAsync(folder.PathOf("policy.json"), settings);

        var run = await folder.RunAsync("lint", folder.PathOf("policy.json"));

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors, Does.Contain(why).And.Not.Contain("   at "));
    }

    [Test]
    public async Task File_that_is_not_a_manifest_is_named()
    {
        using var folder = await PolicyFolder.CreateAsync();
        await File.WriteAllTextAsync(folder.Surface, "{}");

        var run = await folder.RunAsync("lint", folder.Settings);

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Errors, Does.Contain("surface.json"));
    }
}
