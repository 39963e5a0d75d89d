using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace McpGuard;

/// <summary>Finds the one access token of a request, only in the <c>Authorization</c> header.</summary>
internal static class BearerCredential
{
    private const string Scheme = "Bearer";

    // RFC 6750 section 2.1: b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
    private static readonly SearchValues<char> _tokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    /// <param name="request">The request.</param>
    /// <param name="token">The token, where it stands in the header.</param>
    /// <returns>The fault of the credential, or null.</returns>
    public static ReasonCode? TryRead(HttpRequest request, out ReadOnlySpan<char> token)
    {
        token = default;

        // MCP authorization, "Token Requirements": a token must not be in the query, even if there is another credential.
        if (request.QueryString.HasValue && request.Query.Keys.Any(key => key.Equals("access_token", StringComparison.OrdinalIgnoreCase)))
            return ReasonCode.CredentialInQuery;

        var values = request.Headers.Authorization;
        if (values.Count == 0)
            return ReasonCode.CredentialMissing;
        if (values.Count > 1)
            return ReasonCode.CredentialMalformed;

        var value = values[0].AsSpan().Trim();
        var isBearer = value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && (value.Length == Scheme.Length || value[Scheme.Length] == ' ');
        if (!isBearer)
            return ReasonCode.CredentialMissing;

        var credential = value[Scheme.Length..].TrimStart(' ');
        if (credential.IsEmpty || credential.ContainsAnyExcept(_tokenCharacters))
            return ReasonCode.CredentialMalformed;

        token = credential;
        return null;
    }
}
