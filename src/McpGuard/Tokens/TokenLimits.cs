namespace McpGuard;

/// <summary>Bounds that are checked before a token is parsed.</summary>
internal static class TokenLimits
{
    /// <summary>Characters of the whole token. Most web servers allow 32 KiB for all headers together.</summary>
    public const int TokenLength = 16 * 1024;

    public const int HeaderBytes = 1024;

    public const int PayloadBytes = 8 * 1024;

    public const int JsonDepth = 16;

    public const int JsonMembers = 200;

    public const int StringLength = 2048;

    /// <summary>Actors in a chain. A longer chain is probably an attack.</summary>
    public const int ActorDepth = 10;
}
