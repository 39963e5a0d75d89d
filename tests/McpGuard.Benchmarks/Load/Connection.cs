using System.Net;
using System.Net.Sockets;
using System.Text;

namespace McpGuard.Benchmarks.Load;

/// <summary>
/// One kept-alive HTTP/1.1 connection that calls and waits, and calls again. It is written on the socket, since the
/// client shares the processors with the server: what it costs would make every server look the same.
/// </summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 10_000 };
    private readonly ToolCall _call;
    private byte[] _buffer = new byte[16 * 1024];

    public Connection(Uri server, string? token)
        : this(server, new ToolCall(server, token), from: null)
    {
    }

    /// <param name="server">The server.</param>
    /// <param name="call">What is called unless another call is given.</param>
    /// <param name="from">The client's address, or null for any.</param>
    public Connection(Uri server, ToolCall call, IPAddress? from)
    {
        _call = call;
        if (from is not null)
            _socket.Bind(new IPEndPoint(from, 0));

        _socket.Connect(server.Host, server.Port);
    }

    /// <summary>Whether the server closes the connection after its last answer.</summary>
    public bool IsClosing { get; private set; }

    /// <summary>Calls the tool once and reads the whole response.</summary>
    /// <returns>The HTTP status, and whether the tool answered what it was asked.</returns>
    public (int Status, bool IsAnswered) Call() => Call(_call);

    /// <summary>Makes a call of its own, as <see cref="Call()"/>.</summary>
    public (int Status, bool IsAnswered) Call(ToolCall call)
    {
        _socket.Send(call.Next());
        var length = 0;
        while (true)
        {
            var read = _socket.Receive(_buffer.AsSpan(length));
            if (read == 0)
                throw new IOException("The server closed the connection.");

            length += read;
            var response = _buffer.AsSpan(0, length);
            var headEnd = response.IndexOf("\r\n\r\n"u8);
            if (headEnd >= 0 && IsWhole(response[..headEnd], response[(headEnd + 4)..]))
            {
                var status = int.Parse(response[9..12]);
                IsClosing = response[..headEnd].IndexOf("\r\nConnection: close"u8) >= 0;
                return (status, status == 200 && call.IsAnsweredBy(response[(headEnd + 4)..]));
            }

            if (length == _buffer.Length)
                Array.Resize(ref _buffer, length * 2);
        }
    }

    /// <summary>Sends a call, or the first part of it, and leaves without waiting for the answer.</summary>
    /// <param name="call">The call.</param>
    /// <param name="share">How much of it is sent.</param>
    public void Abandon(ToolCall call, double share)
    {
        var request = call.Next();
        _socket.Send(request[..(int)(request.Length * share)]);
        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();

    private static bool IsWhole(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var lengthHeader = "\r\nContent-Length: "u8;
        var at = head.IndexOf(lengthHeader);
        if (at < 0)
            return body.EndsWith("\r\n0\r\n\r\n"u8) || body.SequenceEqual("0\r\n\r\n"u8);

        var value = head[(at + lengthHeader.Length)..];
        var end = value.IndexOf((byte)'\r');
        return body.Length >= int.Parse(Encoding.ASCII.GetString(end < 0 ? value : value[..end]), System.Globalization.CultureInfo.InvariantCulture);
    }
}
