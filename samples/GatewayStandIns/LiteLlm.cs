using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace GatewayStandIns;

/// <summary>
/// Makes of a client's request what LiteLLM with the guardrail <c>mcp_jwt_signer</c> sends on. It stands in for the requests, not for the
/// product: it does not verify the user's token, and it does not change the names of tools.
/// </summary>
/// <param name="issuer">The signer's issuer.</param>
/// <param name="audience">The signer's audience: the guarded server.</param>
/// <param name="key">The signing key.</param>
public sealed class LiteLlm(string issuer, string audience, SigningKey key)
{
    // The option extra_headers names the last three.
    private static readonly string[] _passedOn =
    [
        "Accept", "Content-Type", "Content-Length", "Mcp-Session-Id", "Mcp-Protocol-Version", "Last-Event-ID",
        "x-pomerium-jwt-assertion", "x-request-id", "traceparent",
    ];

    /// <summary>The key that admits a caller, in <c>x-litellm-api-key</c>, or null.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The team of the key.</summary>
    public string? Team { get; init; }

    /// <summary>Whether the signer reads the user's token in <c>Authorization</c>.</summary>
    public bool ReadsUserToken { get; init; }

    /// <summary>Prepares a request.</summary>
    /// <param name="context">The request.</param>
    /// <returns>Whether it is passed on. Otherwise it has been answered.</returns>
    public async Task<bool> PrepareAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var user = ReadsUserToken ? ReadClaims(headers.Authorization.ToString()) : null;
        if ((ApiKey is not null && headers["x-litellm-api-key"] != ApiKey) || (ReadsUserToken && user is null))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return false;
        }

        var (method, tool) = await ReadMethodAsync(context.Request);
        foreach (var name in headers.Keys.Except(_passedOn, StringComparer.OrdinalIgnoreCase).ToArray())
            headers.Remove(name);

        headers.AcceptEncoding = "gzip, deflate";
        headers.UserAgent = "python-httpx2/2.16.2";
        if (method?.Split('/')[0] is not ("prompts" or "resources"))
            headers.Authorization = $"Bearer {key.Sign(Claims(tool, user))}";
        return true;
    }

    private JsonObject Claims(string? tool, JsonObject? user)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = issuer,
            ["aud"] = audience,
            ["iat"] = now,
            ["exp"] = now + 120,
            ["nbf"] = now,
            ["sub"] = user is null ? $"apikey:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ApiKey!)))[..16]}" : Copy(user, "sub"),
            ["act"] = new JsonObject { ["sub"] = Team ?? "litellm-proxy" },
            ["scope"] = tool is null ? "mcp:tools/list" : $"mcp:tools/call mcp:tools/{NameInScope(tool)}:call",
        };
        foreach (var name in user is null ? Array.Empty<string>() : ["groups", "sid", "jti"])
            claims[name] = Copy(user!, name);

        return claims;
    }

    private static async Task<(string? Method, string? Tool)> ReadMethodAsync(HttpRequest request)
    {
        if (request.Method != HttpMethods.Post)
            return (null, null);

        request.EnableBuffering();
        var body = await JsonNode.ParseAsync(request.Body);
        request.Body.Position = 0;
        var method = (string?)body?["method"];
        return (method, method == "tools/call" ? (string?)body!["params"]?["name"] : null);
    }

    private static JsonObject? ReadClaims(string credential) =>
        credential.Split('.') is [_, var claims, _] ? JsonNode.Parse(Base64Url.DecodeFromChars(claims)) as JsonObject : null;

    private static JsonNode? Copy(JsonObject claims, string name) => claims[name]?.DeepClone();

    private static string NameInScope(string tool) => string.Concat(tool.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
}
