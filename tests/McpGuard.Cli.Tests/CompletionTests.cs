using System.ComponentModel;
using McpGuard.Cli.Tests.Running;

namespace McpGuard.Cli.Tests;

/// <summary>The scripts for bash and zsh complete in these shells.</summary>
[TestFixture]
internal sealed class CompletionTests
{
    // The shell has its line editor only at a terminal. It completes the line as soon as the editor begins, and ends.
    private const string InteractiveZsh = """
        autoload -Uz compinit && compinit -u -D
        mcpguard() { dotnet "$DLL" "$@" }
        source <(mcpguard completion zsh)
        zle-line-init() { BUFFER=$LINE; CURSOR=$#BUFFER; zle complete-word; print -r -- "$BUFFER" > $ZDOTDIR/completed; exit }
        zle -N zle-line-init
        """;

    private const string ZshAtTerminal = """
        zmodload zsh/zpty
        zpty shell zsh -d -i
        while zpty -r shell; do :; done
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("mcpguard-completion-").FullName;

    [OneTimeTearDown]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("mcpguard audi", "audit")]
    [TestCase("mcpguard audit que", "query")]
    [TestCase("mcpguard audit query log --effect al", "allow")]
    [TestCase("mcpguard authority --hold", "--hold-to-registered-scopes")]
    public async Task Script_completes_the_word_in_bash(string line, string completed)
    {
        var words = line.Split(' ');
        var script = $"""
            mcpguard() {"{"} dotnet "$DLL" "$@"; {"}"}
            source <(mcpguard completion bash)
            COMP_LINE="$LINE" COMP_POINT={line.Length} COMP_WORDS=($LINE) COMP_CWORD={words.Length - 1}
            _mcpguard
            printf '%s' "${"{"}COMPREPLY[*]{"}"}"
            """;

        var (output, errors) = await RunAsync("bash", script, line);

        Assert.That(output.Trim(), Is.EqualTo(completed), errors);
    }

    [TestCase("mcpguard audi", "mcpguard audit")]
    [TestCase("mcpguard audit que", "mcpguard audit query")]
    [TestCase("mcpguard audit query log --effect al", "mcpguard audit query log --effect allow")]
    [TestCase("mcpguard authority --hold", "mcpguard authority --hold-to-registered-scopes")]
    [TestCase("mcpguard policy lint .zshr", "mcpguard policy lint .zshrc")]
    public async Task Script_completes_the_word_in_zsh(string line, string completed)
    {
        File.WriteAllText(Path.Combine(_folder, ".zshrc"), InteractiveZsh);

        var (_, errors) = await RunAsync("zsh", ZshAtTerminal, line);

        Assert.That(File.ReadAllText(Path.Combine(_folder, "completed")).Trim(), Is.EqualTo(completed), errors);
    }

    private async Task<(string Output, string Errors)> RunAsync(string shell, string script, string line)
    {
        var environment = new Dictionary<string, string?> { ["DLL"] = Mcpguard.Dll, ["LINE"] = line, ["ZDOTDIR"] = _folder };
        try
        {
            var (_, output, errors) = await StartedProgram.RunAsync(shell, ["-c", script], environment, _folder);
            return (output, errors);
        }
        catch (Win32Exception)
        {
            if (Environment.GetEnvironmentVariable("MCPGUARD_REQUIRE_ZSH") == "1")
                Assert.Fail($"There is no {shell}, and MCPGUARD_REQUIRE_ZSH demands it.");

            Assert.Ignore($"There is no {shell} here.");
            throw;
        }
    }
}
