namespace McpGuard.Benchmarks.Micro;

internal static class MicroRunner
{
    public static int Run(BenchmarkOptions options, ICollection<Figure> figures) => 0;
}
