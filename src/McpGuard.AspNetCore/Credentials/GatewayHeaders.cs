using Microsoft.AspNetCore.Http;

namespace McpGuard;

/// <summary>The headers by which gateways pass on credentials and unsigned claims. Only the guard may see them, whether or not it uses them.</summary>
internal static class GatewayHeaders
{
    private const string ApprovalHeader = "X-Litellm-Mcp-Approval-Reference";
    private const string ClaimPrefix = "X-Pomerium-Claim-";

    private static readonly string[] _names =
    [
        "X-Pomerium-Jwt-Assertion", "X-Pomerium-Jwt-Assertion-For", "X-Mcp-Channel-Token", "X-Litellm-Mcp-Debug", ApprovalHeader,
        "X-Forwarded-Access-Token", "X-Upstream-Authorization",
    ];

    /// <summary>The request in the gateway's log, as far as a header says so. Nothing proves it.</summary>
    public static string? RequestIdOf(IHeaderDictionary headers) => headers["X-Request-Id"] is [{ } id] ? id : null;

    /// <summary>The approval elsewhere to which LiteLLM refers. Its signature is not verified, and it is bound to no caller and no arguments.</summary>
    public static (string? Id, string? Issuer)? ApprovalOf(IHeaderDictionary headers) =>
        headers[ApprovalHeader] is [{ Length: > 0 } token] && ParsedJwt.ReadUnverified(token) is { TokenId: { } id } claims ? (id, claims.Issuer) : null;

    /// <param name="headers">The request's headers.</param>
    /// <param name="own">The headers that have tokens of the issuers.</param>
    public static void Remove(IHeaderDictionary headers, string[] own)
    {
        foreach (var name in own)
            headers.Remove(name);
        foreach (var name in _names)
            headers.Remove(name);

        if (own.Length > 0)
        {
            foreach (var name in headers.Keys.Where(name => name.StartsWith(ClaimPrefix, StringComparison.OrdinalIgnoreCase)).ToArray())
                headers.Remove(name);
        }
    }
}
