using Microsoft.AspNetCore.Http;

namespace McpGuard;

/// <summary>
/// A token where it stands in a request: in the <c>Authorization</c> header, or alone in a header that a gateway writes. A request has one,
/// or two whose issuers the configuration names as a pair.
/// </summary>
/// <param name="token">The token.</param>
/// <param name="header">The header that has the bare token; null for <c>Authorization</c>.</param>
internal readonly ref struct PresentedCredential(ReadOnlySpan<char> token, string? header)
{
    // The second is the session of a gateway's own, which Pomerium passes on.
    private static readonly string[] _queryNames = ["access_token", "pomerium_session"];

    public ReadOnlySpan<char> Token { get; } = token;

    public string? Header { get; } = header;

    public bool IsNone => Token.IsEmpty;

    /// <param name="request">The request.</param>
    /// <param name="pairs">The places of credentials.</param>
    /// <param name="first">The credential.</param>
    /// <param name="second">The second credential, or none.</param>
    /// <returns>The fault of the credentials, or null.</returns>
    public static ReasonCode? Read(HttpRequest request, CredentialPairs pairs, out PresentedCredential first, out PresentedCredential second)
    {
        first = default;
        second = default;

        // MCP authorization, "Token Requirements": a token must not be in the query, even if there is another credential.
        if (request.QueryString.HasValue && request.Query.Keys.Any(key => _queryNames.Contains(key, StringComparer.OrdinalIgnoreCase)))
            return ReasonCode.CredentialInQuery;

        string? header = null, beside = null;
        foreach (var name in pairs.Headers)
        {
            if (!request.Headers.ContainsKey(name))
                continue;
            if (beside is not null)
                return ReasonCode.CredentialMalformed;

            (header, beside) = header is null ? (name, null) : (header, name);
        }

        if (header is null)
            return Read(request, null, out first);

        // It is unknown which of two the gateway has written, unless they are a pair.
        var hasBoth = beside is not null || request.Headers.Authorization.Count > 0;
        if (hasBoth && ((beside is not null && request.Headers.Authorization.Count > 0) || !pairs.Allow(header, beside)))
            return ReasonCode.CredentialMalformed;

        return Read(request, header, out first) ?? (hasBoth ? Read(request, beside, out second) : null);
    }

    private static ReasonCode? Read(HttpRequest request, string? header, out PresentedCredential credential)
    {
        credential = default;
        if (header is null)
        {
            var fault = BearerCredential.Read(request, out var bearer);
            credential = new(bearer, null);
            return fault;
        }

        if (request.Headers[header] is not [{ } value])
            return ReasonCode.CredentialMalformed;

        // A gateway without a signing key writes the header and leaves it empty.
        if (value.Length == 0)
            return ReasonCode.CredentialMissing;
        if (!BearerCredential.IsToken(value))
            return ReasonCode.CredentialMalformed;

        credential = new(value, header);
        return null;
    }
}
