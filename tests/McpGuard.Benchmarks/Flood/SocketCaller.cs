using System.Net.Sockets;
using McpGuard.Benchmarks.Load;

namespace McpGuard.Benchmarks.Flood;

/// <summary>A good caller on one HTTP/1.1 connection, which it opens again if it has to.</summary>
internal sealed class SocketCaller(Uri server, Func<ToolCall> next) : IGoodCaller
{
    private Connection? _connection;

    public bool Call()
    {
        try
        {
            _connection ??= new Connection(server, token: null);
            return _connection.Call(next()).IsAnswered;
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            _connection?.Dispose();
            _connection = null;
            return false;
        }
    }

    public void Dispose() => _connection?.Dispose();
}
