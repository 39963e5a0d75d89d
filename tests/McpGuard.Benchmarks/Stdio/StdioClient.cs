using System.Diagnostics;
using System.Globalization;
using McpGuard.Benchmarks.Load;
using McpGuard.Benchmarks.Servers;
using McpGuard.Testing;

namespace McpGuard.Benchmarks.Stdio;

/// <summary>A server over stdio, and a client that calls its tool again and again.</summary>
internal sealed class StdioClient : IDisposable
{
    private static readonly int _firstNumber = int.Parse(CallBody.Number, CultureInfo.InvariantCulture);

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly ChildProcess _process;
    private int _number = _firstNumber;

    private StdioClient(ChildProcess process) => _process = process;

    /// <summary>Starts a server.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="authority">The authority whose tokens it accepts.</param>
    /// <param name="parent">The directory that its own one is made in.</param>
    /// <param name="program">Its native build, or null for this program.</param>
    public static StdioClient Start(ServerKind kind, TestAuthority authority, string parent, string? program = null)
    {
        var token = authority.Token(BenchmarkServer.Resource).WithTimes(0, 850).WithScopes("demo:list", BenchmarkServer.Scope).Build();
        return new StdioClient(ChildProcess.Start(
            program,
            ["--stdio", kind.ToString(), authority.Issuer, Path.Combine(parent, Guid.NewGuid().ToString("N"))],
            [KeyValuePair.Create<string, string?>(StdioServer.TokenVariable, token), KeyValuePair.Create<string, string?>("DOTNET_gcServer", "0")]));
    }

    /// <summary>Calls the tool once.</summary>
    /// <returns>Whether the tool answered what it was asked.</returns>
    /// <exception cref="TimeoutException">The server did not answer within a minute.</exception>
    public async Task<bool> CallAsync()
    {
        var number = (++_number).ToString(CultureInfo.InvariantCulture);
        await _process.WriteLineAsync(CallBody.Text.Replace(CallBody.Number, number, StringComparison.Ordinal));
        var answer = await _process.ReadLineAsync().WaitAsync(_patience);
        return answer.Contains($"\"id\":{number}", StringComparison.Ordinal) && answer.Contains($"\"text\":\"message {number}\"", StringComparison.Ordinal);
    }

    /// <summary>Calls for a while.</summary>
    /// <returns>How many calls a second were answered, and how many answers were wrong.</returns>
    public async Task<(double PerSecond, long Errors)> RunAsync(double seconds)
    {
        var (calls, errors) = (0L, 0L);
        var started = Stopwatch.GetTimestamp();
        do
        {
            calls++;
            if (!await CallAsync())
                errors++;
        }
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds);

        return (calls / Stopwatch.GetElapsedTime(started).TotalSeconds, errors);
    }

    public void Dispose() => _process.Dispose();
}
