namespace McpGuard;

/// <summary>The entries that a list shows.</summary>
internal enum ListMode
{
    /// <summary>Entries that the caller can use now. The default.</summary>
    HideUnauthorized,

    /// <summary>These, and entries that more scopes or another sign-in would open, so that the client can ask for them.</summary>
    HideForbidden,

    /// <summary>Everything.</summary>
    ShowAll,
}
