using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace McpGuard.Benchmarks.Flood;

/// <summary>What a flooding client knows: where the server listens, and the token of one caller.</summary>
internal sealed record FloodTarget(Uri Http1, Uri Http2, string Token)
{
    // Good callers come from 127.0.0.1. Where loopback has only that address, everybody shares it.
    private static readonly IPAddress _stranger = IPAddress.Parse("127.0.0.2");

    /// <summary>The address of clients that are not the good callers, or null if this machine has only one.</summary>
    public static IPAddress? StrangerAddress { get; } = HasStranger() ? _stranger : null;

    public static async Task<Socket> ConnectAsync(EndPoint server, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (StrangerAddress is { } address)
            socket.Bind(new IPEndPoint(address, 0));

        await socket.ConnectAsync(server, cancellationToken);
        return socket;
    }

    public Task<Socket> ConnectAsync(CancellationToken cancellationToken) => ConnectAsync(new IPEndPoint(IPAddress.Loopback, Http1.Port), cancellationToken);

    /// <summary>A client for HTTP/2 without TLS.</summary>
    public HttpClient CreateHttp2Client(bool isStranger, bool mayConnectAgain) => new(new SocketsHttpHandler
    {
        EnableMultipleHttp2Connections = mayConnectAgain,
        ConnectCallback = isStranger
            ? async (context, cancellationToken) =>
                new NetworkStream(await ConnectAsync(new IPEndPoint(IPAddress.Loopback, context.DnsEndPoint.Port), cancellationToken), ownsSocket: true)
            : null,
    })
    {
        BaseAddress = Http2,
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>A request to the MCP endpoint.</summary>
    public static HttpRequestMessage Post(HttpContent content, string? token)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, "/mcp")
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        return request;
    }

    private static bool HasStranger()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(_stranger, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
