using McpGuard.Benchmarks;
using McpGuard.Benchmarks.Flood;
using McpGuard.Benchmarks.Load;
using McpGuard.Benchmarks.Log;
using McpGuard.Benchmarks.Micro;
using McpGuard.Benchmarks.Scale;
using McpGuard.Benchmarks.Servers;
using McpGuard.Benchmarks.Soak;
using McpGuard.Benchmarks.Stdio;

// The program starts itself again in these roles.
Task? role = args switch
{
    ["--server", ..] => BenchmarkServer.RunAsync(args, ManagedServers.Build),
    ["--stdio", ..] => StdioServer.RunAsync(args),
    ["--soaked", ..] => SoakedServer.RunAsync(args),
    ["--flooded", ..] => FloodedServer.RunAsync(args),
    ["--flooder", ..] => Flooder.RunAsync(args),
    _ => null,
};
if (role is not null)
{
    await role;
    return 0;
}

if (!BenchmarkOptions.TryParse(args, out var options))
{
    Console.Error.WriteLine(BenchmarkOptions.Usage);
    return 2;
}

var figures = new List<Figure>();
var errors = 0L;

// The long log comes first: what else this process does would count as its memory.
await MeasureAsync(BenchmarkPart.Trail, LongLogRun.RunAsync);
await MeasureAsync(BenchmarkPart.Load, (options, figures) => new LoadHarness(options).RunAsync(figures));
await MeasureAsync(BenchmarkPart.Scale, (options, figures) => new ScaleRun(options).RunAsync(figures));
await MeasureAsync(BenchmarkPart.Stdio, StdioRun.RunAsync);
await MeasureAsync(BenchmarkPart.Log, LogRun.RunAsync);
await MeasureAsync(BenchmarkPart.Micro, MicroRunner.RunAsync);
await MeasureAsync(BenchmarkPart.Soak, (options, figures) => new SoakRun(options).RunAsync(figures));
await MeasureAsync(BenchmarkPart.Flood, FloodRun.RunAsync);

FigureTable.Write(figures, errors);
if (options.IsForTheRecord)
    await ResultsFolder.KeepAsync(figures, errors, options.Connections);

return errors == 0 ? 0 : 1;

// A part that fails is an error, and the figures of the others are shown and kept.
async Task MeasureAsync(BenchmarkPart part, Func<BenchmarkOptions, List<Figure>, Task<long>> run)
{
    if (!options.Parts.HasFlag(part))
        return;

    try
    {
        errors += await run(options, figures);
    }
    catch (Exception exception)
    {
        Console.Error.WriteLine($"{part}: {exception}");
        errors++;
    }
}
