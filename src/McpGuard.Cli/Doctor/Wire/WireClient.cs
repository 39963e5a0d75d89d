using System.Net.Http.Headers;
using System.Text;

namespace McpGuard.Cli.Doctor;

/// <summary>
/// Sends requests with bounds on time and size. It follows no redirect, keeps no cookie, and sends a token only to the address that the
/// user typed.
/// </summary>
internal sealed class WireClient(TimeProvider time) : IDisposable
{
    private const int MaxBytes = 256 * 1024;
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, MaxResponseHeadersLength = 32 })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public Task<WireAnswer> GetAsync(Uri address, string? origin, CancellationToken cancellationToken) =>
        SendAsync(New(HttpMethod.Get, address, "application/json", origin), stopAt: null, cancellationToken);

    /// <summary>Asks whether a page of another origin may send a request (CORS).</summary>
    public Task<WireAnswer> PreflightAsync(Uri address, string origin, string headers, CancellationToken cancellationToken)
    {
        var request = New(HttpMethod.Options, address, "*/*", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", headers);
        return SendAsync(request, stopAt: null, cancellationToken);
    }

    public Task<WireAnswer> PostAsync(Uri address, string json, CancellationToken cancellationToken)
    {
        var request = New(HttpMethod.Post, address, "application/json", origin: null);
        request.Content = ContentOf(json);
        return SendAsync(request, stopAt: null, cancellationToken);
    }

    public Task<WireAnswer> PostMessageAsync(Uri address, McpMessage message, string? token, string? origin, CancellationToken cancellationToken)
    {
        var request = New(HttpMethod.Post, address, "application/json, text/event-stream", origin);
        request.Content = ContentOf(message.Body);
        foreach (var (name, value) in message.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);

        return SendAsync(request, McpMessage.IsIn, cancellationToken);
    }

    public Task<WireAnswer> DeleteAsync(Uri address, string token, CancellationToken cancellationToken)
    {
        var request = New(HttpMethod.Delete, address, "application/json", origin: null);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return SendAsync(request, stopAt: null, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage New(HttpMethod method, Uri address, string accept, string? origin)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.TryAddWithoutValidation("User-Agent", "mcpguard-doctor");
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin);

        return request;
    }

    private static StringContent ContentOf(string json) => new(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private async Task<WireAnswer> SendAsync(HttpRequestMessage message, Func<string, bool>? stopAt, CancellationToken cancellationToken)
    {
        using var request = message;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
#pragma warning disable RS0030 // No code of an application gets this token.
        limit.CancelAfter(_limit);
#pragma warning restore RS0030
        var start = time.GetTimestamp();
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            var offset = response.Headers.Date + (response.Headers.Age ?? TimeSpan.Zero) - time.GetUtcNow();
            var body = await ReadAsync(response, stopAt, limit.Token).ConfigureAwait(false);
            return new((int)response.StatusCode, response.Headers, body, time.GetElapsedTime(start), Failure: null) { ClockOffset = offset };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Failed($"no answer within {_limit.TotalSeconds} seconds");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return Failed($"no answer: {exception.InnerException?.Message ?? exception.Message}");
        }

        WireAnswer Failed(string why) => new(0, Headers: null, "", time.GetElapsedTime(start), why);
    }

    // An event stream may stay open after its answer.
    private static async Task<string> ReadAsync(HttpResponseMessage response, Func<string, bool>? stopAt, CancellationToken cancellationToken)
    {
        var isStream = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var buffer = new byte[MaxBytes];
        var length = 0;
        while (length < MaxBytes)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            length += read;
            if (read == 0 || (isStream && stopAt?.Invoke(Encoding.UTF8.GetString(buffer, 0, length)) == true))
                break;
        }

        return Encoding.UTF8.GetString(buffer, 0, length);
    }
}
