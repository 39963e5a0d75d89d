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
if (options.Parts.HasFlag(BenchmarkPart.Trail))
    errors += await LongLogRun.RunAsync(options, figures);
if (options.Parts.HasFlag(BenchmarkPart.Load))
    errors += await new LoadHarness(options).RunAsync(figures);
if (options.Parts.HasFlag(BenchmarkPart.Scale))
    errors += await new ScaleRun(options).RunAsync(figures);
if (options.Parts.HasFlag(BenchmarkPart.Stdio))
    errors += await StdioRun.RunAsync(options, figures);
if (options.Parts.HasFlag(BenchmarkPart.Log))
    errors += await LogRun.RunAsync(options, figures);
if (options.Parts.HasFlag(BenchmarkPart.Micro))
    errors += await MicroRunner.RunAsync(options, figures);
if (options.Parts.HasFlag(BenchmarkPart.Soak))
    errors += await new SoakRun(options).RunAsync(figures);
if (options.Parts.HasFlag(BenchmarkPart.Flood))
    await FloodRun.RunAsync(options, figures);

FigureTable.Write(figures, errors);
if (options.IsForTheRecord)
    await ResultsFolder.KeepAsync(figures, errors, options.Connections);

return errors == 0 ? 0 : 1;
