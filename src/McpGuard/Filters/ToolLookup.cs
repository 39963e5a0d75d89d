using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>Finds the tool that the server would match, where it has not matched one itself.</summary>
internal static class ToolLookup
{
    public static McpServerTool? Find(McpServer server, string? name) =>
        name is not null && server.ServerOptions.ToolCollection is { } tools && tools.TryGetPrimitive(name, out var tool) ? tool : null;
}
