namespace McpGuard.Benchmarks.Servers;

/// <summary>What the tool of every server does.</summary>
internal static class Echoes
{
    public static string Of(string message, int count) => count == 1 ? message : string.Concat(Enumerable.Repeat(message, count));
}
