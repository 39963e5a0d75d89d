using Microsoft.AspNetCore.Http;

namespace McpGuard;

/// <summary>Finds the one access token of a request: in the <c>Authorization</c> header, or alone in a header that a gateway writes.</summary>
internal static class PresentedCredential
{
    // The second is the session of a gateway's own, which Pomerium passes on.
    private static readonly string[] _queryNames = ["access_token", "pomerium_session"];

    /// <param name="request">The request.</param>
    /// <param name="headers">The headers, other than <c>Authorization</c>, that have tokens of the issuers.</param>
    /// <param name="token">The token, where it stands in the header.</param>
    /// <param name="header">The header that has the bare token; null for <c>Authorization</c>.</param>
    /// <returns>The fault of the credential, or null.</returns>
    public static ReasonCode? TryRead(HttpRequest request, string[] headers, out ReadOnlySpan<char> token, out string? header)
    {
        token = default;
        header = null;

        // MCP authorization, "Token Requirements": a token must not be in the query, even if there is another credential.
        if (request.QueryString.HasValue && request.Query.Keys.Any(key => _queryNames.Contains(key, StringComparer.OrdinalIgnoreCase)))
            return ReasonCode.CredentialInQuery;

        foreach (var name in headers)
        {
            if (!request.Headers.ContainsKey(name))
                continue;

            // One request, one credential: it is unknown which of two the gateway has written.
            if (header is not null || request.Headers.Authorization.Count > 0)
                return ReasonCode.CredentialMalformed;
            header = name;
        }

        if (header is null)
            return BearerCredential.TryRead(request, out token);
        if (request.Headers[header] is not [{ } value])
            return ReasonCode.CredentialMalformed;

        // A gateway without a signing key writes the header and leaves it empty.
        if (value.Length == 0)
            return ReasonCode.CredentialMissing;
        if (!BearerCredential.IsToken(value))
            return ReasonCode.CredentialMalformed;

        token = value;
        return null;
    }
}
