using System.Text.RegularExpressions;
using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>Each command of the tool that the page of the sample shows, run in a copy of its folder. The sample has its own tests in addition.</summary>
internal sealed partial class PolicyAsCodeTests
{
    private DirectoryInfo _folder = null!;

    private static IEnumerable<string> Commands => new Page("samples/PolicyAsCode/README.md").Commands;

    [OneTimeSetUp]
    public void CopyFolder()
    {
        _folder = Directory.CreateTempSubdirectory("mcpguard-policy-");
        foreach (var file in Directory.EnumerateFiles(SourceTree.PathOf("samples/PolicyAsCode"), "*.json"))
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));

        var policy = File.ReadAllText(Path.Combine(_folder.FullName, "policy.json"));
        File.WriteAllText(Path.Combine(_folder.FullName, "new.json"), policy.Replace("\"maximum\": 500", "\"maximum\": 10", StringComparison.Ordinal));
    }

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    [TestCaseSource(nameof(Commands))]
    public async Task Command_of_the_page_works(string command)
    {
        var arguments = Argument().Matches(command).Select(argument => argument.Value.Trim('\''));
        var (exitCode, output, errors) = await StartedProgram.RunAsync("dotnet", [Built.Cli, .. arguments], folder: _folder.FullName);

        // Two policies that differ are a finding.
        Assert.That(exitCode, Is.EqualTo(command.StartsWith("policy diff", StringComparison.Ordinal) ? 1 : 0), output + errors);
        if (command.StartsWith("policy test", StringComparison.Ordinal))
            Assert.That(output, Does.Contain("10 passed, 0 failed."));
        if (command.StartsWith("policy diff", StringComparison.Ordinal))
            Assert.That(output, Does.Contain("Finance may refund a small"));
    }

    [GeneratedRegex("'[^']*'|\\S+")]
    private static partial Regex Argument();
}
