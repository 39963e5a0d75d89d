using System.Net.Http.Headers;
using McpGuard.Benchmarks.Servers;
using McpGuard.Testing;
using ModelContextProtocol.Protocol;

namespace McpGuard.Benchmarks.Soak;

/// <summary>Opens many streams whose tokens end at the same time, and looks when the server closes them.</summary>
internal sealed class SoakStreams(Uri server, TestAuthority authority, SoakTally tally)
{
    private const int StreamsOfCaller = 20;
    private const int AtOnce = 32;
    private const int StreamsPerSecond = 100;
    private const int LeastSeconds = 4;

    private const string Listen = """
        {"jsonrpc":"2.0","id":7,"method":"subscriptions/listen","params":{"notifications":{},
        "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}
        """;

    /// <summary>Opens the streams and waits until all are closed.</summary>
    /// <returns>How many seconds after the end of its token the last one was closed.</returns>
    public async Task<double> RunAsync(int count)
    {
        // So long that a slow machine has opened them all before.
        var end = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() + LeastSeconds + (count / StreamsPerSecond));
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using var turns = new SemaphoreSlim(AtOnce);
        var closed = await Task.WhenAll(Enumerable.Range(0, count)
            .Select(number => RunAsync(client, turns, Token($"caller-{number / StreamsOfCaller}", end), end)));
        return closed.Max();
    }

    private async Task<double> RunAsync(HttpClient client, SemaphoreSlim turns, string token, DateTimeOffset end)
    {
        try
        {
            using var response = await OpenAsync(client, turns, token);
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            var text = await reader.ReadToEndAsync();
            var after = (DateTimeOffset.UtcNow - end).TotalSeconds;
            if (!text.Contains(NotificationMethods.SubscriptionsAcknowledgedNotification, StringComparison.Ordinal))
                tally.AddWrong($"stream: {(int)response.StatusCode}");
            else if (after < 0)
                tally.AddWrong("stream: closed before its token has ended");

            return after;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            tally.AddWrong($"stream: {exception.Message}");
            return double.NaN;
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(HttpClient client, SemaphoreSlim turns, string token)
    {
        await turns.WaitAsync();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/mcp"));
            request.Content = new StringContent(Listen, new MediaTypeHeaderValue("application/json"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
            request.Headers.TryAddWithoutValidation("MCP-Protocol-Version", "2026-07-28");
            request.Headers.TryAddWithoutValidation("Mcp-Method", "subscriptions/listen");
            tally.AddRequest("stream");
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        }
        finally
        {
            turns.Release();
        }
    }

    private string Token(string subject, DateTimeOffset end) =>
        authority.Token(BenchmarkServer.Resource).With("sub", subject).With("exp", end.ToUnixTimeSeconds()).WithScopes(BenchmarkServer.Scope).Build();
}
