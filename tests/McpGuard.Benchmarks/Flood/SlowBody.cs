using System.Net;

namespace McpGuard.Benchmarks.Flood;

/// <summary>A body of which most comes as fast as the server takes it, and the rest at one KB a second.</summary>
internal sealed class SlowBody : HttpContent
{
    public const int Length = 1_000_000;
    public const int FirstBytes = 900_000;

    private static readonly byte[] _first =
        [.. "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"x\":\""u8, .. Enumerable.Repeat((byte)'x', FirstBytes)];
    private static readonly byte[] _next = [.. Enumerable.Repeat((byte)'x', 1024)];

    /// <summary>Sends the body until the connection or its waiting task ends.</summary>
    public static async Task SendAsync(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> send, CancellationToken cancellationToken)
    {
        await send(_first, cancellationToken);
        for (var sent = _first.Length; sent + _next.Length < Length; sent += _next.Length)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            await send(_next, cancellationToken);
        }
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        SendAsync(async (bytes, token) =>
        {
            await stream.WriteAsync(bytes, token);
            await stream.FlushAsync(token);
        }, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = Length;
        return true;
    }
}
