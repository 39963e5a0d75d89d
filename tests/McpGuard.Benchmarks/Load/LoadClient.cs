using System.Diagnostics;

namespace McpGuard.Benchmarks.Load;

/// <summary>Calls one server over several connections, each with a thread and calls of its own.</summary>
internal sealed class LoadClient(ServerProcess server, IReadOnlyList<ToolCall> calls) : IDisposable
{
    // There may be hundreds of threads, and none goes deep.
    private const int StackBytes = 256 * 1024;

    private readonly Connection[] _connections = [.. calls.Select(call => new Connection(server.Address, call, from: null))];

    /// <summary>How many tokens its calls have together.</summary>
    public int Tokens { get; } = calls.Sum(call => call.Tokens);

    /// <summary>Calls for a while.</summary>
    public async Task<Turn> RunAsync(double seconds)
    {
        var calls = 0L;
        var errors = 0L;
        var before = await server.ReadMeterAsync();
        var started = Stopwatch.GetTimestamp();
        var threads = _connections.Select(connection => new Thread(() => Run(connection, started, seconds, ref calls, ref errors), StackBytes)).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();

        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new Turn(calls, errors, elapsed, await server.ReadMeterAsync() - before);
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
            connection.Dispose();
    }

    private static void Run(Connection connection, long started, double seconds, ref long allCalls, ref long allErrors)
    {
        var calls = 0L;
        var errors = 0L;
        try
        {
            do
            {
                calls++;
                if (!connection.Call().IsAnswered)
                    errors++;
            }
            while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds);
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
        {
            // The connection is gone, and the rest of this thread's calls with it: no figure of this run counts.
            errors++;
        }

        Interlocked.Add(ref allCalls, calls);
        Interlocked.Add(ref allErrors, errors);
    }
}
