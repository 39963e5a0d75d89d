using ModelContextProtocol.Server;

namespace McpGuard.TestSupport;

/// <summary>A tool with a demand of each kind.</summary>
[RequireGroup("admins")]
[RequireFreshSignIn(300)]
internal sealed class AttributedTools
{
    [McpServerTool(Name = "purge"), RequireScope("purge"), RequireRole("operator", "owner"), RequireSignInStrength("phr"), RequireCondition("mine")]
    public static string Purge() => "";
}
