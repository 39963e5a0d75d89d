using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace McpGuard.Cli.Output;

/// <summary>The input and the output of a command. Text from a log is written only as <see cref="Visible"/> text.</summary>
internal sealed class Terminal(IAnsiConsole screen, TextReader input, TextWriter output, TextWriter errors, bool redErrors)
{
    public TextReader In => input;

    public TextWriter Out => output;

    public TextWriter Errors => errors;

    public void WriteLine(string text = "") => output.WriteLine(Visible.Text(text, int.MaxValue));

    public void WriteError(string text) => errors.WriteLine(redErrors ? $"\e[31m{Visible.Text(text, int.MaxValue)}\e[0m" : Visible.Text(text, int.MaxValue));

    /// <summary>Writes a remark for the user where it does not mix with the output.</summary>
    public void WriteNote(string text) => errors.WriteLine(Visible.Text(text, int.MaxValue));

    /// <summary>Writes JSON as one line. Characters that a terminal could obey are replaced by equivalent escapes.</summary>
    public void WriteJson(string json)
    {
        var line = new StringBuilder(json.Length);
        foreach (var character in json)
        {
            if (character is >= ' ' and < '\u007f')
                line.Append(character);
            else if (character < ' ')
                line.Append(' ');
            else
                line.Append($"\\u{(int)character:x4}");
        }

        output.WriteLine(line);
    }

    public void Write(IRenderable renderable) => screen.Write(renderable);
}
