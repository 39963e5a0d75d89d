using System.ComponentModel;
using McpGuard.Cli.Tests.Running;

namespace McpGuard.Cli.Tests;

/// <summary>The script for bash completes in bash.</summary>
[TestFixture]
internal sealed class CompletionTests
{
    [TestCase("mcpguard audi", "audit")]
    [TestCase("mcpguard audit que", "query")]
    [TestCase("mcpguard audit query log --effect al", "allow")]
    [TestCase("mcpguard authority --hold", "--hold-to-registered-scopes")]
    public async Task Script_completes_the_word(string line, string completed)
    {
        var words = line.Split(' ');
        var script = $"""
            mcpguard() {"{"} dotnet "$DLL" "$@"; {"}"}
            source <(mcpguard completion bash)
            COMP_LINE="$LINE" COMP_POINT={line.Length} COMP_WORDS=($LINE) COMP_CWORD={words.Length - 1}
            _mcpguard
            printf '%s' "${"{"}COMPREPLY[*]{"}"}"
            """;
        try
        {
            var environment = new Dictionary<string, string?> { ["DLL"] = Mcpguard.Dll, ["LINE"] = line };
            var (_, output, errors) = await StartedProgram.RunAsync("bash", ["-c", script], environment);

            Assert.That(output.Trim(), Is.EqualTo(completed), errors);
        }
        catch (Win32Exception)
        {
            Assert.Ignore("This test needs bash.");
        }
    }
}
