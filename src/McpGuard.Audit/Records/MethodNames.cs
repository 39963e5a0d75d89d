namespace McpGuard.Audit;

/// <summary>The MCP methods that a mapping distinguishes (<see cref="AuditRecord.Method"/>).</summary>
internal static class MethodNames
{
    public const string ToolsCall = "tools/call";

    public const string PromptsGet = "prompts/get";

    public const string ResourcesRead = "resources/read";

    public const string ResourcesSubscribe = "resources/subscribe";

    public const string ResourcesUnsubscribe = "resources/unsubscribe";

    public const string CompletionComplete = "completion/complete";

    public const string ServerDiscover = "server/discover";
}
