using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace McpGuard;

/// <summary>The headers by which gateways pass on credentials and unsigned claims. Only the guard may see them, whether or not it uses them.</summary>
internal static class GatewayHeaders
{
    private const string ApprovalHeader = "X-Litellm-Mcp-Approval-Reference";
    private const string ClaimPrefix = "X-Pomerium-Claim-";

    private static readonly string[] _names =
    [
        "X-Pomerium-Jwt-Assertion", "X-Pomerium-Jwt-Assertion-For", "X-Pomerium-Authorization", "X-Mcp-Channel-Token", "X-Litellm-Mcp-Debug", ApprovalHeader,
        "X-Forwarded-Access-Token", "X-Upstream-Authorization", "X-Auth-Request-Access-Token", "X-Litellm-Api-Key", "OIDC_access_token", "OIDC_id_token",
        "OIDC_refresh_token", "Proxy-Authorization",
    ];

    /// <summary>What headers say of the request in the records of its gateways; null if it came through none.</summary>
    public static GatewayReferences? ReferencesOf(IHeaderDictionary headers, DelegatedCaller? caller, CredentialPairs credentials)
    {
        if (caller?.Gateways is not [.., var farthest])
            return null;

        // The signature of the approval is not verified.
        var approval = Single(headers[ApprovalHeader]) is { } token && ParsedJwt.ReadUnverified(token) is { TokenId: not null } claims ? claims : null;
        return new(
            Single(headers[credentials.RequestIdHeaderOf(farthest)]), Single(headers.TraceParent), approval?.TokenId, approval?.Issuer);
    }

    /// <summary>Removes them from a request that is about to be served.</summary>
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

    private static string? Single(StringValues header) => header is [{ } value] ? value : null;
}
