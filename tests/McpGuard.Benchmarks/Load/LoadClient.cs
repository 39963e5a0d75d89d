using System.Diagnostics;

namespace McpGuard.Benchmarks.Load;

/// <summary>Calls one server over several connections, each with a thread and a token of its own.</summary>
internal sealed class LoadClient(ServerProcess server, IReadOnlyList<string> tokens) : IDisposable
{
    private readonly Connection[] _connections = [.. tokens.Select(token => new Connection(server.Address, token))];

    public ServerProcess Server { get; } = server;

    /// <summary>Calls for a while.</summary>
    public async Task<Turn> RunAsync(double seconds)
    {
        var calls = 0L;
        var errors = 0L;
        var before = await Server.ReadMeterAsync();
        var started = Stopwatch.GetTimestamp();
        var threads = _connections.Select(connection => new Thread(() => Run(connection, started, seconds, ref calls, ref errors))).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();

        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new Turn(Server.Kind, calls, errors, elapsed, await Server.ReadMeterAsync() - before);
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
            while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds)
            {
                calls++;
                if (!connection.Call().IsAnswered)
                    errors++;
            }
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
