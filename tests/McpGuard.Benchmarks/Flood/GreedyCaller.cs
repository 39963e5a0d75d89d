using System.Net;
using System.Net.Http.Headers;

namespace McpGuard.Benchmarks.Flood;

/// <summary>One caller with a good token that takes all it can: large sessions, many of them, and a stream for each.</summary>
internal sealed class GreedyCaller : IFlood
{
    private const int LargeSessions = 500;
    private const int LargeBytes = 900_000;
    private const int Sessions = 10_500;
    private const int Streams = 2000;
    private const int AtOnce = 16;

    private readonly List<HttpResponseMessage> _open = [];

    public async Task RunAsync(FloodTarget target, Tally tally, CancellationToken stop)
    {
        using var requests = target.CreateHttp2Client(isStranger: true, mayConnectAgain: false);
        var streams = target.CreateHttp2Client(isStranger: true, mayConnectAgain: true);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop };
        var large = CallBody.Initialize(LargeBytes);
        await Parallel.ForAsync(0, LargeSessions, parallel, async (_, _) => await BeginAsync(requests, target, large, "large session", tally, stop));
        await Parallel.ForAsync(0, Sessions, parallel, async (i, _) =>
        {
            var session = await BeginAsync(requests, target, CallBody.Initialize(), "session", tally, stop);
            if (i < Streams)
                await OpenAsync(streams, target, session ?? "none", tally, stop);
        });
    }

    /// <summary>Begins a session.</summary>
    /// <returns>The session's id, or null if it was refused.</returns>
    public static async Task<string?> BeginAsync(HttpClient client, FloodTarget target, string initialize, string what, Tally tally, CancellationToken stop)
    {
        using var request = FloodTarget.Post(new StringContent(initialize), target.Token);
        using var response = await client.SendAsync(request, stop);
        tally.Add($"{what} {(int)response.StatusCode}");
        return response.IsSuccessStatusCode && response.Headers.TryGetValues("Mcp-Session-Id", out var ids) ? ids.First() : null;
    }

    private async Task OpenAsync(HttpClient client, FloodTarget target, string session, Tally tally, CancellationToken stop)
    {
        using var request =
            new HttpRequestMessage(HttpMethod.Get, "/mcp") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", target.Token);
        request.Headers.TryAddWithoutValidation("Mcp-Session-Id", session);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        tally.Add($"stream {(int)response.StatusCode}");
        lock (_open)
            _open.Add(response);
    }
}
