namespace McpGuard;

/// <summary>A name and its issuer. Equal names of two issuers are two principals.</summary>
internal readonly record struct Principal(string Issuer, string Name)
{
    // A slash at the very end of an issuer is ignored.
    public static Principal Of(string issuer, string name) => new(issuer.TrimEnd('/'), name);

    /// <summary>Reads a name from the options: with an issuer before the name, or the name alone if there is a default issuer.</summary>
    /// <returns>The principal, or null if its issuer is unknown.</returns>
    public static Principal? Parse(string text, string? defaultIssuer)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        if (space > 0 && Uri.TryCreate(text[..space], UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http")
            return space + 1 < text.Length ? Of(text[..space], text[(space + 1)..]) : null;

        return defaultIssuer is null || text.Length == 0 ? null : Of(defaultIssuer, text);
    }
}
