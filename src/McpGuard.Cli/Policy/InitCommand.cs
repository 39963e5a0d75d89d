using System.CommandLine;
using McpGuard.Cli.Output;
using McpGuard.Testing;

namespace McpGuard.Cli.Policy;

internal sealed class InitCommand : Command
{
    private readonly Option<FileInfo> _surface =
        new Option<FileInfo>("--surface") { Description = SurfaceFile.Description, HelpName = "FILE", Required = true }
        .AcceptExistingOnly();
    private readonly Option<FileInfo> _output =
        new("--output", "-o") { Description = "The file to write to; it must not exist. Default: standard output.", HelpName = "FILE" };

    public InitCommand(Terminal terminal)
        : base("init", "Writes a starter policy: a rule for each target whose code names no callers.")
    {
        Add(_surface);
        Add(_output);
        SetAction(parsed => Run(parsed, terminal));
    }

    private int Run(ParseResult parsed, Terminal terminal)
    {
        var text = StarterPolicy.Write(PolicyFiles.ReadSurface(SurfaceFile.PathOf(parsed.GetRequiredValue(_surface))));
        if (parsed.GetValue(_output) is not { } file)
        {
            foreach (var line in text.TrimEnd('\n').Split('\n'))
                terminal.WriteLine(line);

            return ExitCode.Ok;
        }

        using var writer = new StreamWriter(new FileStream(file.FullName, FileMode.CreateNew, FileAccess.Write));
        writer.Write(text);
        return ExitCode.Ok;
    }
}
