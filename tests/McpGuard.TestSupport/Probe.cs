using ModelContextProtocol.Server;

namespace McpGuard.TestSupport;

/// <summary>A tool that counts how often it has run.</summary>
internal sealed class Probe
{
    private int _runs;

    private Probe(Func<Probe, Delegate> body, string name) => Tool = McpServerTool.Create(body(this), new() { Name = name });

    public McpServerTool Tool { get; }

    public int Runs => _runs;

    /// <summary>Needs a caller and nothing else.</summary>
    public static Probe Open(string name = "open") => new(probe => [AllowAnyCaller] (string? text = null) => probe.Run(text), name);

    /// <summary>Needs the scope <c>notes:read</c>.</summary>
    public static Probe Read(string name = "read") => new(probe => [RequireScope("notes:read")] (string? text = null) => probe.Run(text), name);

    /// <summary>Needs the scopes <c>notes:read</c> and <c>notes:write</c>.</summary>
    public static Probe Write(string name = "write") =>
        new(probe => [RequireScope("notes:read", "notes:write")] (string? text = null) => probe.Run(text), name);

    /// <summary>Declares nothing.</summary>
    public static Probe Undeclared(string name = "undeclared") => new(probe => (string? text = null) => probe.Run(text), name);

    private string Run(string? text)
    {
        Interlocked.Increment(ref _runs);
        return $"{Tool.ProtocolTool.Name}:{text}";
    }
}
