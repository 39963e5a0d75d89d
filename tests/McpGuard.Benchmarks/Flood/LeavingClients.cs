using System.Net.Sockets;
using McpGuard.Benchmarks.Load;

namespace McpGuard.Benchmarks.Flood;

/// <summary>3,000 good calls whose clients do not wait for the answer.</summary>
internal sealed class LeavingClients : IFlood
{
    private const int Calls = 3000;
    private const int AtOnce = 300;

    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(300);

    public async Task RunAsync(FloodTarget target, Tally tally, CancellationToken stop)
    {
        for (var sent = 0; sent < Calls; sent += AtOnce)
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => CallAndLeaveAsync(target, tally, stop)));
    }

    private static async Task CallAndLeaveAsync(FloodTarget target, Tally tally, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(_patience);
        try
        {
            using var socket = await target.ConnectAsync(stop);
            await socket.SendAsync(new ToolCall(target.Http1, target.Token).Next().ToArray(), stop);
            var buffer = new byte[1024];
            if (await socket.ReceiveAsync(buffer, patience.Token) > 12)
                tally.Add(int.Parse(buffer.AsSpan(9, 3)));
        }
        catch (OperationCanceledException)
        {
            tally.Add("left");
        }
        catch (SocketException)
        {
            tally.Add("closed");
        }
    }
}
