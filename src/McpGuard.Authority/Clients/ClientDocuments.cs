using System.Net.Http.Headers;
using System.Text.Json;

namespace McpGuard.Authority.Clients;

/// <summary>Reads client metadata documents (OAuth Client ID Metadata Document): the client's identifier is the address of one.</summary>
internal sealed class ClientDocuments(ClientDirectory clients) : IDisposable
{
    private const int MaxBytes = 16 * 1024;

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        MaxResponseContentBufferSize = MaxBytes,
        Timeout = _limit,
    };

    /// <returns>Whether an identifier is the address of a document.</returns>
    public static bool IsDocument(string id) =>
        Uri.TryCreate(id, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && Loopback.IsHost(uri.Host)))
        && uri.AbsolutePath.Length > 1 && uri.UserInfo.Length == 0 && uri.OriginalString == uri.AbsoluteUri && !id.Contains('#', StringComparison.Ordinal);

    /// <summary>Reads a document, and remembers its client.</summary>
    /// <returns>Why that is not possible, or null.</returns>
    public async Task<string?> ReadAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, id);
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
            using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                return $"The client's metadata document at {id} was answered with {(int)response.StatusCode}.";

            var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return Remember(id, JsonSerializer.Deserialize(text, ClientMetadataJson.Default.ClientMetadata));
        }
        catch (HttpRequestException exception)
        {
            return $"The client's metadata document at {id} cannot be read: {exception.Message}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"The client's metadata document at {id} cannot be read within {_limit.TotalSeconds} seconds.";
        }
        catch (JsonException)
        {
            return $"The client's metadata document at {id} is not client metadata in JSON.";
        }
    }

    public void Dispose() => _http.Dispose();

    private string? Remember(string id, ClientMetadata? metadata)
    {
        var problem = metadata switch
        {
            null => "it is empty",
            _ when metadata.ClientId != id => "its client_id is not this address",
            { ClientSecret: not null } => "it has a client_secret, which it would publish",
            _ => metadata.RedirectUriProblem() ?? metadata.Problem("none"),
        };
        if (problem is not null)
            return $"The client's metadata document at {id} is refused: {problem.TrimEnd('.')}.";

        clients.Remember(new Client(id, "a client metadata document")
        {
            Name = metadata!.ClientName,
            RedirectUris = metadata.RedirectUris!,
            Scopes = metadata.Scopes,
            MayRefresh = metadata.MayRefresh,
        });
        return null;
    }
}
