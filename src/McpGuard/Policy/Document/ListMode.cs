namespace McpGuard;

/// <summary>The entries that a list shows.</summary>
internal enum ListMode
{
    /// <summary>Entries that the caller can use now, or with more scopes or another sign-in, so that the client can ask for them. The default.</summary>
    HideForbidden,

    /// <summary>Only entries that the caller can use now.</summary>
    HideUnauthorized,

    /// <summary>Everything.</summary>
    ShowAll,
}
