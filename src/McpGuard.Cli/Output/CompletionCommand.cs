using System.CommandLine;
using System.CommandLine.Parsing;

namespace McpGuard.Cli.Output;

/// <summary>Prints the script with which a shell completes the words of this tool. The tool itself knows the words.</summary>
internal sealed class CompletionCommand : Command
{
    private static readonly Dictionary<string, string> _scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = """
            _mcpguard() {
              local line="${COMP_LINE:0:COMP_POINT}" IFS=$'\n'
              line="${line#* }"
              COMPREPLY=($(compgen -W "$(mcpguard "[suggest:${#line}]" "$line" 2> /dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _mcpguard mcpguard
            """,
        ["zsh"] = """
            #compdef mcpguard
            _mcpguard() {
              local line="${LBUFFER#* }"
              local -a found
              found=(${(f)"$(mcpguard "[suggest:${#line}]" "$line" 2> /dev/null)"})
              compadd -a found || _files
            }
            compdef _mcpguard mcpguard
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName mcpguard -ScriptBlock {
              param($word, $command, $position)
              $line = $command.ToString().PadRight($position).Substring(0, $position) -replace '^\S+\s', ''
              mcpguard "[suggest:$($line.Length)]" "$line" | Where-Object { $_ -like "$word*" } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
            }
            """,
    };

    private readonly Argument<string> _shell = new("SHELL") { Description = $"One of {string.Join(", ", _scripts.Keys)}.", CustomParser = Parse };

    public CompletionCommand(Terminal terminal)
        : base("completion", "Prints a script with which a shell completes the words of this tool.")
    {
        _shell.CompletionSources.Add([.. _scripts.Keys]);
        Add(_shell);
        SetAction(parsed => terminal.Out.WriteLine(_scripts[parsed.GetRequiredValue(_shell)]));
    }

    private static string? Parse(ArgumentResult argument)
    {
        var shell = argument.Tokens[0].Value;
        if (!_scripts.ContainsKey(shell))
            argument.AddError($"'{shell}' is not one of {string.Join(", ", _scripts.Keys)}{NearestName.Suggest(shell, _scripts.Keys)}");

        return shell;
    }
}
