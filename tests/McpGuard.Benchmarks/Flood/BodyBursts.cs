namespace McpGuard.Benchmarks.Flood;

/// <summary>Bursts of 1 MB bodies without a token on the HTTP/2 connection that good callers use too, as behind a proxy.</summary>
internal sealed class BodyBursts(HttpClient shared) : IFlood
{
    private const int InBurst = 8;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);
    private static readonly byte[] _body = [.. "\""u8, .. Enumerable.Repeat((byte)'x', 1_000_000), .. "\""u8];

    public async Task RunAsync(FloodTarget target, Tally tally, CancellationToken stop)
    {
        while (true)
        {
            await Task.WhenAll(Enumerable.Range(0, InBurst).Select(_ => SendAsync(tally, stop)));
            await Task.Delay(_pause, stop);
        }
    }

    private async Task SendAsync(Tally tally, CancellationToken stop)
    {
        try
        {
            using var request = FloodTarget.Post(new ByteArrayContent(_body), token: null);
            using var response = await shared.SendAsync(request, stop);
            tally.Add((int)response.StatusCode);
        }
        catch (HttpRequestException)
        {
            tally.Add("closed");
        }
    }
}
