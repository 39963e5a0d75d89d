using System.Net;
using System.Net.Sockets;
using System.Text;

namespace McpGuard.Testing;

/// <summary>Answers GET requests on the loopback interface, one for each connection. It is for tests: small, and without TLS.</summary>
internal sealed class LoopbackListener : IDisposable
{
    private const int MaxRequestBytes = 8 * 1024;

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();

    /// <exception cref="SocketException">The port is not free.</exception>
    public LoopbackListener(int port)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    /// <summary>Starts to answer.</summary>
    /// <param name="answer">The JSON at a path, or null if there is none. It throws if there is to be no answer at all.</param>
    public void Run(Func<string, string?> answer) => _ = AcceptAsync(answer, _stop.Token);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(Func<string, string?> answer, CancellationToken cancellationToken)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(cancellationToken).ConfigureAwait(false), answer, cancellationToken);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The authority is disposed.
        }
    }

    private static async Task ServeAsync(TcpClient client, Func<string, string?> answer, CancellationToken cancellationToken)
    {
        using var connection = client;
        try
        {
            var stream = connection.GetStream();
            if (await ReadPathAsync(stream, cancellationToken).ConfigureAwait(false) is not { } path)
                return;

            var json = answer(path);
            var body = Encoding.UTF8.GetBytes(json ?? "{}");
            var head = $"HTTP/1.1 {(json is null ? "404 Not Found" : "200 OK")}\r\nContent-Type: application/json\r\n" +
                $"Content-Length: {body.Length}\r\nConnection: close\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), cancellationToken).ConfigureAwait(false);
            await stream.WriteAsync(body, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or HttpRequestException)
        {
            // The client has gone, or gets no answer.
        }
    }

    private static async Task<string?> ReadPathAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxRequestBytes];
        var length = 0;
        while (length < buffer.Length && buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                return null;

            length += read;
        }

        return Encoding.ASCII.GetString(buffer, 0, length).Split("\r\n")[0].Split(' ') is ["GET", ['/', ..] path, _] ? path : null;
    }
}
