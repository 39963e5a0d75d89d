using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGuard.Samples.Tests.Gateways;

/// <summary>A server that keeps the headers of the last request, and a client that sends the recorded ones.</summary>
internal sealed class HeaderRecorder : IAsyncDisposable
{
    // Those of the connection, and the server's own name.
    private static readonly string[] _ofConnection = ["connection", "host"];

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, ActivityHeadersPropagator = null });
    private readonly WebApplication _app;

    private HeaderRecorder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.Run(context =>
        {
            Assertion = context.Request.Headers["X-Pomerium-Jwt-Assertion"].ToString();
            Arrived = [.. context.Request.Headers.Where(header => !_ofConnection.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
                .Select(header => HeaderShape.Of(header.Key, header.Value.ToString())).Order(StringComparer.Ordinal)];
            return Task.CompletedTask;
        });
    }

    public string Url => _app.Urls.Single();

    /// <summary>The headers of the last request in order, by their form; none if it did not arrive.</summary>
    public string[] Arrived { get; private set; } = [];

    /// <summary>The assertion of the last request.</summary>
    public string Assertion { get; private set; } = "";

    public static async Task<HeaderRecorder> StartAsync()
    {
        var recorder = new HeaderRecorder();
        await recorder._app.StartAsync();
        return recorder;
    }

    /// <summary>Sends what the client sent, to a gateway.</summary>
    public async Task<HttpResponseMessage> SendAsync(string gateway, RecordedLayer recorded)
    {
        Arrived = [];
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{gateway}/mcp") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(recorded.Body)) };
        foreach (var line in recorded.Client)
        {
            var (name, value) = (line[..line.IndexOf(':')], line[(line.IndexOf(':') + 2)..]);
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return await _http.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }
}
