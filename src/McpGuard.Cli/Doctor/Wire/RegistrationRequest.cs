using System.Text.Json.Nodes;

namespace McpGuard.Cli.Doctor;

/// <summary>A registration as client libraries send it (RFC 7591): a public client on this machine, for the scopes of the first sign-in.</summary>
internal static class RegistrationRequest
{
    public static string Of(IReadOnlyList<string> scopes)
    {
        var request = new JsonObject
        {
            ["client_name"] = "mcpguard doctor",
            ["redirect_uris"] = new JsonArray("http://127.0.0.1:3334/oauth/callback"),
            ["application_type"] = "native",
            ["grant_types"] = new JsonArray("authorization_code", "refresh_token"),
            ["response_types"] = new JsonArray("code"),
            ["token_endpoint_auth_method"] = "none",
        };
        if (scopes.Count > 0)
            request["scope"] = string.Join(' ', scopes);

        return request.ToJsonString();
    }
}
