using Microsoft.AspNetCore.Builder;

namespace McpGuard.Benchmarks.Servers;

/// <summary>Makes the servers that this program can run itself.</summary>
internal static class ManagedServers
{
    /// <summary>Makes a server.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="builder">What it is made with.</param>
    /// <param name="authority">The authority whose tokens it accepts.</param>
    /// <param name="directory">Where it keeps its audit.</param>
    public static WebApplication Build(ServerKind kind, WebApplicationBuilder builder, string authority, string directory) => kind switch
    {
        ServerKind.Unguarded => UnguardedServer.Build(builder),
        ServerKind.Stock => StockServer.Build(builder, authority, auditDirectory: null),
        ServerKind.StockWithLine => StockServer.Build(builder, authority, directory),
        ServerKind.Guarded => GuardedServer.Build(builder, authority, directory),
        ServerKind.GuardedWithManyTools => ManyToolsServer.Build(builder, authority, directory),
        ServerKind.UnguardedWithManyTools => ManyToolsServer.Build(builder),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such server."),
    };
}
