using McpGuard.Benchmarks.Servers;

namespace McpGuard.Benchmarks.Load;

/// <summary>A server in a process of its own: this program, started again.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly ChildProcess _process;
    private readonly HttpClient _control;

    private ServerProcess(ServerKind kind, ChildProcess process, Uri address)
    {
        Kind = kind;
        Address = address;
        _process = process;
        _control = new HttpClient { BaseAddress = address };
    }

    public ServerKind Kind { get; }

    public Uri Address { get; }

    public static async Task<ServerProcess> StartAsync(ServerKind kind, string authority, string auditDirectory)
    {
        var process = ChildProcess.Start("--server", kind.ToString(), authority, auditDirectory);
        return new ServerProcess(kind, process, new Uri(await process.ReadLineAsync()));
    }

    public async Task<MeterReading> ReadMeterAsync() =>
        MeterReading.Parse(await _control.GetStringAsync(new Uri(BenchmarkServer.MeterPath, UriKind.Relative)));

    public void Dispose()
    {
        _control.Dispose();
        _process.Dispose();
    }
}
