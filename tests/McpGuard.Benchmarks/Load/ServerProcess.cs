using McpGuard.Benchmarks.Servers;

namespace McpGuard.Benchmarks.Load;

/// <summary>A server in a process of its own: this program, started again, or a native build.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const string DurabilityVariable = "McpGuard__Audit__File__Durability";

    private readonly ChildProcess _process;
    private readonly HttpClient _control;

    private ServerProcess(ChildProcess process, Uri address, string directory)
    {
        Address = address;
        Directory = directory;
        _process = process;
        _control = new HttpClient { BaseAddress = address };
    }

    public Uri Address { get; }

    /// <summary>Where the server keeps its audit.</summary>
    public string Directory { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="contender">Which.</param>
    /// <param name="authority">The authority whose tokens it accepts.</param>
    /// <param name="parent">The directory that its own one is made in.</param>
    /// <param name="settings">Further variables of its environment.</param>
    public static async Task<ServerProcess> StartAsync(
        Contender contender, string authority, string parent, params IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var directory = Path.Combine(parent, Guid.NewGuid().ToString("N"));
        var process = ChildProcess.Start(
            contender.IsNative ? await NativeBuild.PathAsync() : null,
            ["--server", contender.Kind.ToString(), authority, directory],
            [KeyValuePair.Create(DurabilityVariable, contender.Durability?.ToString()), .. settings]);
        return new ServerProcess(process, new Uri(await process.ReadLineAsync()), directory);
    }

    public async Task<MeterReading> ReadMeterAsync() =>
        MeterReading.Parse(await _control.GetStringAsync(new Uri(BenchmarkServer.MeterPath, UriKind.Relative)));

    public void Dispose()
    {
        _control.Dispose();
        _process.Dispose();
    }
}
