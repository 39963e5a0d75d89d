namespace McpGuard.Benchmarks.Flood;

/// <summary>100 streams of one HTTP/2 connection, without a token, whose bodies never end.</summary>
internal sealed class SlowStreams : IFlood
{
    private const int Streams = 100;

    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    public async Task RunAsync(FloodTarget target, Tally tally, CancellationToken stop)
    {
        using var client = target.CreateHttp2Client(isStranger: true, mayConnectAgain: false);
        await Task.WhenAll(Enumerable.Range(0, Streams).Select(_ => KeepOneAsync(client, tally, stop)));
    }

    private static async Task KeepOneAsync(HttpClient client, Tally tally, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                using var request = FloodTarget.Post(new SlowBody(), token: null);
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
                tally.Add((int)response.StatusCode);
            }
            catch (HttpRequestException)
            {
                tally.Add("closed");
            }

            await Task.Delay(_pause, stop);
        }
    }
}
