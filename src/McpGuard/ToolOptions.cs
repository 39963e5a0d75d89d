namespace McpGuard;

/// <summary>What the configuration adds for one tool, by its name.</summary>
public sealed class ToolOptions
{
    /// <summary>The scopes, all of them, that a call of the tool needs beside those of its attributes.</summary>
    public IList<string> Scopes { get; } = [];
}
