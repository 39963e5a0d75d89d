using ModelContextProtocol.Server;

namespace McpGuard.Benchmarks.Servers;

/// <summary>What the guarded servers offer.</summary>
[McpServerToolType]
internal sealed class GuardedTools
{
    [McpServerTool(Name = "echo"), RequireScope(BenchmarkServer.Scope)]
    public static string Echo(string message, int count) => Echoes.Of(message, count);
}
