using McpGuard.Benchmarks;
using McpGuard.Benchmarks.Flood;
using McpGuard.Benchmarks.Load;
using McpGuard.Benchmarks.Micro;
using McpGuard.Benchmarks.Servers;
using McpGuard.Benchmarks.Trail;

if (args is ["--server", ..])
{
    await BenchmarkServer.RunAsync(args);
    return 0;
}

if (args is ["--flooded", ..])
{
    await FloodedServer.RunAsync(args);
    return 0;
}

if (args is ["--flooder", ..])
{
    await Flooder.RunAsync(args);
    return 0;
}

if (!BenchmarkOptions.TryParse(args, out var options))
{
    Console.Error.WriteLine(BenchmarkOptions.Usage);
    return 2;
}

var figures = new List<Figure>();
var errors = 0L;
if (options.Load)
    errors += await new LoadHarness(options).RunAsync(figures);
if (options.Micro)
    errors += await MicroRunner.RunAsync(options, figures);
if (options.Trail)
    errors += await TrailRun.RunAsync(options, figures);
if (options.Flood)
    await FloodRun.RunAsync(options, figures);

FigureTable.Write(figures, errors);
return errors == 0 ? 0 : 1;
