namespace McpGuard.Authority.Clients;

/// <summary>A client of the authority.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Source">How the authority knows it, for people.</param>
internal sealed record Client(string Id, string Source)
{
    /// <summary>Its name, as it says itself.</summary>
    public string? Name { get; init; }

    /// <summary>The addresses that a code may be sent to.</summary>
    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    /// <summary>Its secret. Null for a public client.</summary>
    public string? Secret { get; init; }

    /// <summary>The scopes that it registered. Null if it named none.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>Whether it gets refresh tokens.</summary>
    public bool MayRefresh { get; init; }

    /// <summary>Whether it belongs to the authority, and needs no sign-in in a browser.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Whether it exchanges tokens to act for users.</summary>
    public bool IsAgent { get; init; }
}
