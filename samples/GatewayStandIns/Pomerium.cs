using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace GatewayStandIns;

/// <summary>Makes of a client's request what a route of Pomerium sends on. It stands in for the requests, not for the product.</summary>
/// <param name="host">The route's host as clients know it, with its port if that is not the usual one.</param>
/// <param name="key">The signing key.</param>
/// <param name="sessions">Who has signed in, by the value of the session cookie or, on an <c>mcp</c> route, the token.</param>
public sealed class Pomerium(string host, SigningKey key, IReadOnlyDictionary<string, GatewayUser> sessions)
{
    private const string Assertion = "x-pomerium-jwt-assertion";
    private const string Cookie = "_pomerium=";

    private readonly string _name = host.Split(':')[0];

    /// <summary>Whether the route is for MCP clients, which sign in at the gateway.</summary>
    public bool IsMcpRoute { get; init; }

    /// <summary>Whether the assertion is also in <c>Authorization</c>: the option <c>set_request_headers</c>.</summary>
    public bool SetsAuthorization { get; init; }

    /// <summary>The key that the route adds for LiteLLM, or null.</summary>
    public string? LiteLlmKey { get; init; }

    /// <summary>Prepares a request.</summary>
    /// <param name="context">The request.</param>
    /// <returns>Whether it is passed on. Otherwise it has been answered.</returns>
    public Task<bool> PrepareAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (!sessions.TryGetValue(TakeSession(headers), out var user))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = $"Bearer resource_metadata=\"https://{host}/.well-known/oauth-protected-resource/mcp\"";
            return Task.FromResult(false);
        }

        // What a client sent in place of an assertion is carried over, and proves nothing.
        if (headers.TryGetValue(Assertion, out var own) && !headers.ContainsKey($"{Assertion}-for"))
            headers[$"{Assertion}-for"] = own;

        var assertion = key.Sign(Claims(user));
        headers[Assertion] = assertion;
        if (SetsAuthorization)
            headers.Authorization = $"Bearer {assertion}";
        if (LiteLlmKey is not null)
            headers["x-litellm-api-key"] = LiteLlmKey;
        AddFacts(headers, context.Connection.RemoteIpAddress?.ToString());
        return Task.FromResult(true);
    }

    private string TakeSession(IHeaderDictionary headers)
    {
        if (IsMcpRoute)
        {
            var token = headers.Authorization.ToString();
            headers.Remove("Authorization");
            return token.StartsWith("Bearer ", StringComparison.Ordinal) ? token["Bearer ".Length..] : "";
        }

        var cookies = headers.Cookie.ToString().Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        headers.Cookie = string.Join("; ", cookies.Where(cookie => !cookie.StartsWith(Cookie, StringComparison.Ordinal)));
        return cookies.FirstOrDefault(cookie => cookie.StartsWith(Cookie, StringComparison.Ordinal))?[Cookie.Length..] ?? "";
    }

    private JsonObject Claims(GatewayUser user)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new JsonObject
        {
            ["aud"] = _name,
            ["email"] = user.Email,
            ["exp"] = now + 300,
            ["groups"] = new JsonArray([.. user.Groups.Select(group => (JsonNode)group)]),
            ["iat"] = now,
            ["iss"] = _name,
            ["jti"] = Guid.NewGuid().ToString(),
            ["name"] = user.Name,
            ["sid"] = user.SessionId,
            ["sub"] = user.Subject,
            ["user"] = user.Subject,
        };
    }

    private void AddFacts(IHeaderDictionary headers, string? address)
    {
        headers["x-forwarded-for"] = Appended(headers["x-forwarded-for"], address);
        headers["x-forwarded-host"] = Appended(headers["x-forwarded-host"], host);
        headers["x-forwarded-proto"] = "https";
        headers["x-request-id"] = Guid.NewGuid().ToString();
        headers["x-envoy-internal"] = "true";
        headers["x-envoy-original-host"] = host;
        if (!IsMcpRoute)
            headers["x-envoy-expected-rq-timeout-ms"] = "30000";
    }

    private static string? Appended(StringValues before, string? value) => StringValues.IsNullOrEmpty(before) ? value : $"{before},{value}";
}
