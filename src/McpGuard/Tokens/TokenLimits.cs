namespace McpGuard;

/// <summary>Bounds that hold before anything of a token is parsed. The products' own maxima fit; the README lists them.</summary>
internal static class TokenLimits
{
    /// <summary>Characters of the whole token. Most web servers allow 32 KiB for all headers together.</summary>
    public const int TokenLength = 24 * 1024;

    public const int HeaderBytes = 1024;

    public const int PayloadBytes = 16 * 1024;

    public const int JsonDepth = 16;

    /// <summary>Members of all objects together: Keycloak writes two for each client that a user has roles of.</summary>
    public const int JsonMembers = 500;

    public const int StringLength = 2048;

    /// <summary>Characters of all scopes in one text.</summary>
    public const int ScopeLength = 8 * 1024;

    /// <summary>Members of a list. More do not fit into a JWT's payload; an introspection answer may be larger.</summary>
    public const int ListLength = 4096;

    /// <summary>Actors in a chain. A longer chain is probably an attack.</summary>
    public const int ActorDepth = 10;
}
