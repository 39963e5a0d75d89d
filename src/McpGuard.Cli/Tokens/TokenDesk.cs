using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using McpGuard.Authority.Clients;

namespace McpGuard.Cli.Tokens;

/// <summary>Gets tokens from a running development authority, as an application and an agent get them.</summary>
internal sealed class TokenDesk : IDisposable
{
    private const int MaxBytes = 64 * 1024;
    private const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string AccessTokenType = "urn:ietf:params:oauth:token-type:access_token";

    private readonly string _authority;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
    {
        MaxResponseContentBufferSize = MaxBytes,
    };

    public TokenDesk(string authority) => _authority = authority;

    public async Task<IssuedToken> IssueAsync(string subject, string? actor, string? resource, string scopes, CancellationToken cancellationToken)
    {
        List<(string, string)> wanted = [("scope", scopes)];
        if (resource is not null)
            wanted.Add(("resource", resource));

        List<(string, string)> signIn = [("grant_type", "client_credentials"), ("login_hint", subject)];
        if (actor is null)
            return await RequestAsync(ClientDirectory.ChatApp, [.. signIn, .. wanted], cancellationToken).ConfigureAwait(false);

        var signedIn = await RequestAsync(ClientDirectory.ChatApp, signIn, cancellationToken).ConfigureAwait(false);
        List<(string, string)> exchange = [("grant_type", TokenExchange), ("subject_token", signedIn.AccessToken), ("subject_token_type", AccessTokenType)];
        return await RequestAsync(actor, [.. exchange, .. wanted], cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _http.Dispose();

    private async Task<IssuedToken> RequestAsync(string client, List<(string Name, string Value)> form, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_authority}/token")
        {
            Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value))),
            Headers = { Authorization = SecretOf(client) },
        };
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            var answer = JsonSerializer.Deserialize(text, IssuedTokenJson.Default.IssuedToken)!;
            return response.IsSuccessStatusCode
                ? answer
                : throw new CommandException($"The development authority refused: {answer.ErrorDescription ?? answer.Error}");
        }
        catch (HttpRequestException exception)
        {
            throw new CommandException(
                $"The development authority at {_authority} does not answer: {exception.Message}. Start it with: mcpguard authority --url {_authority}");
        }
        catch (JsonException)
        {
            throw new CommandException($"There is no development authority at {_authority}.");
        }
    }

    // RFC 6749 section 2.3.1.
    private static AuthenticationHeaderValue SecretOf(string client) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(client)}:{Uri.EscapeDataString($"{client}-secret")}")));
}

internal sealed record IssuedToken
{
    public string AccessToken { get; init; } = "";

    public int ExpiresIn { get; init; }

    public string? Error { get; init; }

    public string? ErrorDescription { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IssuedToken))]
internal sealed partial class IssuedTokenJson : JsonSerializerContext;
