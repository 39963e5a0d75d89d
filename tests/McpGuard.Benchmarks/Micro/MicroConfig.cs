using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace McpGuard.Benchmarks.Micro;

/// <summary>How the benchmarks of one operation are run: in this process, briefly or at length.</summary>
internal static class MicroConfig
{
    public static IConfig For(BenchmarkOptions options, bool hasTokensPerIteration = false)
    {
        var job = Job.Default
            .WithToolchain(new InProcessEmitToolchain(TimeSpan.FromMinutes(5), logOutput: false))
            .WithIterationTime(TimeInterval.FromMilliseconds(options.Full ? 250 : 100))
            .WithWarmupCount(15)
            .WithIterationCount(options.Full ? 60 : 15);

        // Each token is used once, so there are as many invocations as there are tokens.
        if (hasTokensPerIteration)
        {
            job = job.WithInvocationCount(FirstSightBenchmarks.TokensPerIteration)
                .WithWarmupCount(20)
                .WithIterationCount(options.Full ? 100 : 20);
        }

        return ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .AddExporter(MarkdownExporter.GitHub)
            .WithOrderer(new DefaultOrderer())
            .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "mcpguard-benchmarks"));
    }
}
