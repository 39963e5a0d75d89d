using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace McpGuard;

/// <summary>Reads the access token in the <c>Authorization</c> header.</summary>
internal static class BearerCredential
{
    private const string Scheme = "Bearer";

    // RFC 6750 section 2.1: b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
    private static readonly SearchValues<char> _tokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    /// <param name="request">The request.</param>
    /// <param name="token">The token, where it stands in the header.</param>
    /// <returns>The fault of the credential, or null.</returns>
    public static ReasonCode? Read(HttpRequest request, out ReadOnlySpan<char> token)
    {
        token = default;

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
        if (!IsToken(credential))
            return ReasonCode.CredentialMalformed;

        token = credential;
        return null;
    }

    /// <summary>Whether a text can be a token: it is not empty, and has no character that separates two.</summary>
    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(_tokenCharacters);
}
