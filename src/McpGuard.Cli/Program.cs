using McpGuard.Cli.Output;
using Spectre.Console;

namespace McpGuard.Cli;

internal static class Program
{
    // A table in a file or a pipe may be as wide as needed.
    private const int WidthWithoutTerminal = 200;

    public static int Main(string[] args)
    {
        var screen = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
            screen.Profile.Width = WidthWithoutTerminal;

        // See https://no-color.org.
        var redErrors = !Console.IsErrorRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return Tool.Run(args, new Terminal(screen, Console.In, Console.Out, Console.Error, redErrors), TimeProvider.System);
    }
}
