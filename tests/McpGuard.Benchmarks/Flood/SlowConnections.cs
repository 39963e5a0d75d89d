using System.Net.Sockets;
using System.Text;

namespace McpGuard.Benchmarks.Flood;

/// <summary>300 connections with a made-up token each, whose bodies never end.</summary>
internal sealed class SlowConnections : IFlood
{
    private const int Connections = 300;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    public Task RunAsync(FloodTarget target, Tally tally, CancellationToken stop) =>
        Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => KeepOneAsync(target, tally, stop)));

    private static async Task KeepOneAsync(FloodTarget target, Tally tally, CancellationToken stop)
    {
        var head = Encoding.ASCII.GetBytes(
            $"POST /mcp HTTP/1.1\r\nHost: {target.Http1.Authority}\r\nAuthorization: Bearer {MadeUpTokens.Jwt()[..400]}\r\n" +
            $"Content-Type: application/json\r\nContent-Length: {SlowBody.Length}\r\n\r\n");
        while (true)
        {
            try
            {
                using var socket = await target.ConnectAsync(stop);
                var reading = ReadStatusAsync(socket, tally, stop);
                await socket.SendAsync(head, stop);
                await SlowBody.SendAsync(async (bytes, token) => await SendAllAsync(socket, bytes, token), stop);
                await reading;
            }
            catch (SocketException)
            {
                tally.Add("closed");
            }

            await Task.Delay(_pause, stop);
        }
    }

    private static async ValueTask SendAllAsync(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, stop)..];
    }

    private static async Task ReadStatusAsync(Socket socket, Tally tally, CancellationToken stop)
    {
        var buffer = new byte[4096];
        try
        {
            if (await socket.ReceiveAsync(buffer, stop) > 12)
                tally.Add(int.Parse(buffer.AsSpan(9, 3)));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The sender notices as well.
        }
    }
}
