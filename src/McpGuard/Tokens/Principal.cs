namespace McpGuard;

/// <summary>
/// A name and who vouches for it. Names of two issuers that are spelled alike are two principals.
/// </summary>
internal readonly record struct Principal(string Issuer, string Name)
{
    // A slash at the very end of an issuer makes no other issuer.
    public static Principal Of(string issuer, string name) => new(issuer.TrimEnd('/'), name);

    /// <summary>Reads what the options say: an issuer before the name, or the name alone where one issuer is the default.</summary>
    /// <returns>The principal, or null if it cannot be told whose name it is.</returns>
    public static Principal? Parse(string text, string? defaultIssuer)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        if (space > 0 && Uri.TryCreate(text[..space], UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http")
            return space + 1 < text.Length ? Of(text[..space], text[(space + 1)..]) : null;

        return defaultIssuer is null || text.Length == 0 ? null : Of(defaultIssuer, text);
    }
}
