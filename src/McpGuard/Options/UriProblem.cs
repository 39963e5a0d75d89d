using System.Text;

namespace McpGuard;

/// <summary>Finds the problem of an address in the options.</summary>
internal static class UriProblem
{
    public static IEnumerable<string> Of(string option, string? value, string meaning, bool mayHaveQuery = false, bool isName = false)
    {
        if (Find(value, mayHaveQuery, isName) is { } problem)
            yield return $"{option} {problem} Set it to {meaning}.";
    }

    private static string AsciiForm(Uri uri) =>
        new UriBuilder(uri) { Host = uri.IdnHost }.Uri.AbsoluteUri;

    private static string? Find(string? value, bool mayHaveQuery, bool isName)
    {
        if (string.IsNullOrWhiteSpace(value))
            return "is missing.";
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
            return $"is '{value}', which is not an absolute https address.";
        if ((uri.Query.Length > 0 && !mayHaveQuery) || value.Contains('#', StringComparison.Ordinal) || uri.UserInfo.Length > 0)
            return $"has {(mayHaveQuery ? "" : "a query, ")}a fragment or credentials in it.";

        // RFC 3986: other characters have an ASCII form. Otherwise, clients compare and headers carry another text.
        if (!Ascii.IsValid(value))
            return $"is '{value}', which has characters outside of ASCII. Write '{AsciiForm(uri)}'.";

        // An issuer or a resource is the subject of metadata (RFC 8414 section 3.1, RFC 9728 section 3.1). A fetched document may be at such an address.
        if (!mayHaveQuery && MetadataOwner(uri) is { } owner)
            return $"is '{value}', the address of a metadata document, which is about '{owner}'.";

        // What is only compared, and never asked, needs no https.
        return isName || SecureUri.IsAcceptable(uri) ? null : $"is '{value}': plain http is allowed on loopback only.";
    }

    // OpenID puts the well-known part after the issuer's path, RFC 8414 before it.
    private static string? MetadataOwner(Uri uri)
    {
        const string WellKnown = "/.well-known/";
        var at = uri.AbsolutePath.IndexOf(WellKnown, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return null;

        var after = uri.AbsolutePath[(at + WellKnown.Length)..];
        var path = after.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? after[slash..] : "";
        return uri.GetLeftPart(UriPartial.Authority) + uri.AbsolutePath[..at] + path;
    }
}
