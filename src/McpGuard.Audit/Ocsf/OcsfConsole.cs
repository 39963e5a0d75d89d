using System.Text;

namespace McpGuard.Audit;

/// <summary>
/// The standard output, for containers whose platform collects it. All writers of the process share its lock, so no line is torn apart.
/// </summary>
internal sealed class OcsfConsole(TextWriter output) : IOcsfOutput
{
    public void Append(ReadOnlySpan<byte> line)
    {
        output.Write(Encoding.UTF8.GetString(line));
        output.Flush();
    }

    // The process still writes to it.
    public void Dispose()
    {
    }
}
