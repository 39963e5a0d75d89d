using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Demo;

/// <summary>Adds the token to each request of the client, and keeps what the server says when it refuses one.</summary>
internal sealed class BearerHandler() : DelegatingHandler(new SocketsHttpHandler())
{
    /// <summary>The token for the next requests, or null for none.</summary>
    public string? Token { get; set; }

    /// <summary>The last refusal, or null if there has been none since this was set to null.</summary>
    public Answer? Refusal { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = Token is null ? null : new AuthenticationHeaderValue("Bearer", Token);
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
            Refusal = new Answer(false, (int)response.StatusCode, (string?)body["error"]!["message"] ?? "", ScopesOf(response.Headers.WwwAuthenticate));
        }

        return response;
    }

    // RFC 6750 section 3: Bearer error="insufficient_scope", …, scope="files:read files:write", …
    private static string ScopesOf(HttpHeaderValueCollection<AuthenticationHeaderValue> challenges)
    {
        var challenge = challenges.FirstOrDefault(challenge => challenge.Scheme == "Bearer")?.Parameter ?? "";
        return challenge.Contains("error=\"insufficient_scope\"", StringComparison.Ordinal)
            ? challenge.Split("scope=\"")[1].Split('"')[0]
            : "";
    }
}
