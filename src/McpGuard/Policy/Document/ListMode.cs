namespace McpGuard;

/// <summary>What a list shows.</summary>
internal enum ListMode
{
    /// <summary>What the caller could use as it is.</summary>
    HideUnauthorized,

    /// <summary>That, and what it could use with more scopes or another sign-in, so that it can ask for them.</summary>
    HideForbidden,

    /// <summary>Everything.</summary>
    ShowAll,
}
