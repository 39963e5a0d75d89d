using System.Diagnostics;
using McpGuard.Benchmarks.Servers;

namespace McpGuard.Benchmarks.Load;

/// <summary>A server in a process of its own: this program, started again.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _control;

    private ServerProcess(ServerKind kind, Process process, Uri address)
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
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(ServerProcess).Assembly.Location);
        foreach (var argument in new[] { "--server", kind.ToString(), authority, auditDirectory })
            start.ArgumentList.Add(argument);

        // As every web project has it by default.
        start.Environment["DOTNET_gcServer"] = "1";

        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"The server {kind} did not start.");
        return new ServerProcess(kind, process, new Uri(address));
    }

    public async Task<MeterReading> ReadMeterAsync() =>
        MeterReading.Parse(await _control.GetStringAsync(new Uri(BenchmarkServer.MeterPath, UriKind.Relative)));

    public void Dispose()
    {
        _control.Dispose();
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            _process.Kill();

        _process.Dispose();
    }
}
