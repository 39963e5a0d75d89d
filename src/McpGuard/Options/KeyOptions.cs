namespace McpGuard;

/// <summary>
/// Where an issuer's keys come from: its published metadata, unless one of <see cref="Uri"/>, <see cref="File"/> and
/// <see cref="Jwks"/> is set.
/// </summary>
public sealed class KeyOptions
{
    /// <summary>The address of the JSON Web Key Set (RFC 7517 section 5), for issuers without metadata.</summary>
    public string? Uri { get; set; }

    /// <summary>The path of a file with a JSON Web Key Set, for servers that reach no issuer. It is read again like any other source.</summary>
    public string? File { get; set; }

    /// <summary>The JSON Web Key Set itself, as text.</summary>
    public string? Jwks { get; set; }

    /// <summary>
    /// After this age the keys are read again, behind the calls. A key that was withdrawn is refused at the latest then.
    /// Between ten seconds and one hour; default 5 minutes.
    /// </summary>
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// After this age the keys are used no more: while the issuer cannot be reached, tokens are judged by the last keys, but
    /// not for ever. From <see cref="RefreshInterval"/> up to one day; default 1 hour.
    /// </summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether the keys are found by the issuer's metadata.</summary>
    internal bool IsPublished => Uri is null && File is null && Jwks is null;
}
