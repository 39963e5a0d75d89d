using McpGuard.Benchmarks.Servers;
using McpGuard.Benchmarks.Stdio;

await (args is ["--stdio", ..] ? StdioServer.RunAsync(args) : BenchmarkServer.RunAsync(args, static (kind, builder, authority, directory) => kind switch
{
    ServerKind.Unguarded => UnguardedServer.Build(builder),
    ServerKind.Guarded => GuardedServer.Build(builder, authority, directory),
    _ => throw new NotSupportedException($"There is no native build of the server {kind}."),
}));
