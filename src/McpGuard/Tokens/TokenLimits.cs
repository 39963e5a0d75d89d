namespace McpGuard;

/// <summary>Bounds that hold before anything of a token is parsed.</summary>
internal static class TokenLimits
{
    /// <summary>Characters of the whole token; the usual web server takes 32 KiB for all headers together.</summary>
    public const int TokenLength = 16 * 1024;

    public const int HeaderBytes = 1024;

    public const int PayloadBytes = 8 * 1024;

    public const int JsonDepth = 16;

    public const int JsonMembers = 200;

    public const int StringLength = 2048;

    /// <summary>Actors in a chain; more are no delegation but an attack.</summary>
    public const int ActorDepth = 10;
}
