using ModelContextProtocol.Server;

namespace McpGuard.Benchmarks.Servers;

/// <summary>What the guarded servers offer.</summary>
[McpServerToolType]
internal sealed class GuardedTools
{
    [McpServerTool(Name = BenchmarkTools.Echo), RequireScope(BenchmarkServer.Scope)]
    public static string Echo(string message, int count) => Echoes.Of(message, count);

    [McpServerTool(Name = BenchmarkTools.Wait), RequireScope(BenchmarkServer.Scope)]
    public static Task<string> WaitAsync(string message, int count) => Echoes.AfterWaitAsync(message, count);
}
