using System.Diagnostics;
using System.Net.Sockets;
using McpGuard.Benchmarks.Load;

namespace McpGuard.Benchmarks.Soak;

/// <summary>One connection that sends its mixture over and over, and connects again after an aborted request.</summary>
internal sealed class SoakCaller(Uri server, SoakRequest[] mixture, SoakTally tally, int first) : IDisposable
{
    private Connection? _connection;
    private int _next = first;

    /// <summary>Sends requests for a while.</summary>
    public void Run(double seconds)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds)
            Send(mixture[_next++ % mixture.Length]);
    }

    public void Dispose() => Disconnect();

    private void Send(SoakRequest request)
    {
        try
        {
            _connection ??= new Connection(server, token: null);
            tally.AddRequest(request.Name);
            if (request.Status is null)
                _connection.Abandon(request.Call, request.Share);
            else if (_connection.Call(request.Call) is var (status, isAnswered) && (status != request.Status || isAnswered != (status == 200)))
                tally.AddWrong($"{request.Name}: {status}");

            if (request.Status is null || _connection.IsClosing)
                Disconnect();
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            tally.AddWrong($"{request.Name}: {exception.Message}");
            Disconnect();
        }
    }

    private void Disconnect()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
