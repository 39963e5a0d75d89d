using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace McpGuard.Samples.Tests.Running;

/// <summary>Gets delegated tokens from a running development authority.</summary>
internal static class TokenDesk
{
    public static async Task<string> ExchangeAsync(string authority, string resource, string scopes, string user = "alice", string agent = "agent-1")
    {
        using var http = new HttpClient { BaseAddress = new Uri(authority) };
        var subjectToken = await RequestAsync(http, "chat-app", new()
        {
            ["grant_type"] = "client_credentials",
            ["login_hint"] = user,
        });
        return await RequestAsync(http, agent, new()
        {
            ["grant_type"] = "urn:ietf:params:oauth:grant-type:token-exchange",
            ["subject_token"] = subjectToken,
            ["subject_token_type"] = "urn:ietf:params:oauth:token-type:access_token",
            ["resource"] = resource,
            ["scope"] = scopes,
        });
    }

    private static async Task<string> RequestAsync(HttpClient http, string client, Dictionary<string, string> form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "token") { Content = new FormUrlEncodedContent(form) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{client}:{client}-secret")));
        using var response = await http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? (string)JsonNode.Parse(body)!["access_token"]! : throw new InvalidOperationException(body);
    }
}
