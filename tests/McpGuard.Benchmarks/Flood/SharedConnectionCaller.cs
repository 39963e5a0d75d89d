using System.Net.Http.Headers;
using System.Text;

namespace McpGuard.Benchmarks.Flood;

/// <summary>A good caller on an HTTP/2 connection that it shares with others, as behind a proxy.</summary>
internal sealed class SharedConnectionCaller(HttpClient client, string token, Tally failures) : IGoodCaller
{
    private static readonly byte[] _body = Encoding.ASCII.GetBytes(CallBody.Text);

    // HTTP/2 has no synchronous way, and the caller has a thread of its own.
    public bool Call() => CallAsync().GetAwaiter().GetResult();

    public void Dispose()
    {
        // The connection is not this caller's alone.
    }

    private async Task<bool> CallAsync()
    {
        try
        {
            using var request = FloodTarget.Post(new ByteArrayContent(_body), token);
            using var response = await client.SendAsync(request);
            return (await response.Content.ReadAsStringAsync()).Contains($"message {CallBody.Number}", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            failures.Add($"{exception.GetBaseException().Message}");
            return false;
        }
    }
}
