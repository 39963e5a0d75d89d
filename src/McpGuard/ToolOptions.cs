namespace McpGuard;

/// <summary>What the configuration adds for one tool, by its name.</summary>
public sealed class ToolOptions
{
    /// <summary>The scopes, all of them, that a call of the tool needs beside those of its attributes.</summary>
    public IList<string> Scopes { get; } = [];

    /// <summary>Through whom the tool may be used, beside what holds for the whole server.</summary>
    public CallerOptions Callers { get; } = new();

    /// <summary>
    /// Whether a running call is cancelled as soon as its token has expired or is revoked. Default <see langword="false"/>:
    /// what was allowed to start may finish.
    /// </summary>
    public bool EndWithToken { get; set; }
}
