using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Demo;

/// <summary>
/// Gets delegated tokens as an agent does: the chat application has a token of the person, and the agent exchanges it
/// for one of its own that acts for her (RFC 8693).
/// </summary>
internal sealed class TokenDesk(string authority, ShiftedClock clock) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new Uri(authority) };

    public async Task<string> ExchangeAsync(string user, string agent, string resource, string scopes, CancellationToken cancellationToken)
    {
        var subjectToken = await RequestAsync("chat-app", cancellationToken,
            ("grant_type", "client_credentials"),
            ("login_hint", user));

        return await RequestAsync(agent, cancellationToken,
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("subject_token", subjectToken),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
            ("resource", resource),
            ("scope", scopes));
    }

    public async Task<string> ExchangeExpiredAsync(string user, string agent, string resource, string scopes, CancellationToken cancellationToken)
    {
        clock.Shift = TimeSpan.FromMinutes(-10);
        try
        {
            return await ExchangeAsync(user, agent, resource, scopes, cancellationToken);
        }
        finally
        {
            clock.Shift = TimeSpan.Zero;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> RequestAsync(string client, CancellationToken cancellationToken, params (string Name, string Value)[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "token")
        {
            Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value))),
            Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{client}:{client}-secret"))) },
        };
        using var response = await _http.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? (string)JsonNode.Parse(body)!["access_token"]!
            : throw new DemoException($"The authority gives {client} no token: {body}");
    }
}
