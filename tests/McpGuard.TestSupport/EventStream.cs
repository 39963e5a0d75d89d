using System.Text.Json.Nodes;

namespace McpGuard.TestSupport;

/// <summary>An answer that stays open: its events as they come.</summary>
internal sealed class EventStream : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private EventStream(HttpResponseMessage response, Stream content) => (_response, _reader) = (response, new StreamReader(content));

    public int Status => (int)_response.StatusCode;

    public static async Task<EventStream> OpenAsync(HttpResponseMessage response) => new(response, await response.Content.ReadAsStreamAsync());

    /// <summary>The next message, or null at the end of the stream.</summary>
    public async Task<JsonNode?> ReadAsync() => await ReadTextAsync() is { } text ? JsonNode.Parse(text) : null;

    /// <summary>The data of the next event, or null at the end of the stream.</summary>
    public async Task<string?> ReadTextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await _reader.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                return line[6..];
        }

        return null;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
    }
}
