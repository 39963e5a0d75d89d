namespace McpGuard;

/// <summary>
/// The source of an issuer's keys: its published metadata, unless one of <see cref="Uri"/>, <see cref="File"/> and <see cref="Jwks"/> is
/// set.
/// </summary>
public sealed class KeyOptions
{
    /// <summary>The address of the JSON Web Key Set (RFC 7517 section 5), for issuers without metadata.</summary>
    public string? Uri { get; set; }

    /// <summary>The path of a file with a JSON Web Key Set, for servers that cannot reach the issuer. It is read again like any other source.</summary>
    public string? File { get; set; }

    /// <summary>The JSON Web Key Set itself, as text.</summary>
    public string? Jwks { get; set; }

    /// <summary>
    /// The age after which the keys are read again in the background. A withdrawn key is refused after this time at the latest, if the
    /// issuer is available. Between ten seconds and one hour; default 5 minutes.
    /// </summary>
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The age after which keys are no longer used. While the issuer is unavailable, the last keys stay in use until this age. From <see
    /// cref="RefreshInterval"/> up to one day; default 1 hour.
    /// </summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether the keys are found in the issuer's metadata.</summary>
    internal bool IsPublished => Uri is null && File is null && Jwks is null;
}
