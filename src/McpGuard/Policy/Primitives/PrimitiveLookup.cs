using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>Finds what the server would match, in the server's own way, where it has not matched it itself.</summary>
internal static class PrimitiveLookup
{
    public static McpServerTool? Tool(McpServerOptions server, string? name) =>
        name is not null && server.ToolCollection is { } tools && tools.TryGetPrimitive(name, out var tool) ? tool : null;

    public static McpServerPrompt? Prompt(McpServerOptions server, string? name) =>
        name is not null && server.PromptCollection is { } prompts && prompts.TryGetPrimitive(name, out var prompt) ? prompt : null;

    /// <param name="server">The server.</param>
    /// <param name="uri">The resource's URI; or a template as the server lists it, which a completion names.</param>
    public static McpServerResource? Resource(McpServerOptions server, string? uri)
    {
        if (uri is null || server.ResourceCollection is not { } resources)
            return null;

        if (resources.TryGetPrimitive(uri, out var resource))
            return resource;

        foreach (var template in resources)
        {
            if (template.IsMatch(uri))
                return template;
        }

        return null;
    }

    public static IMcpServerPrimitive? Find(McpServerOptions server, TargetKind kind, string? target) => kind switch
    {
        TargetKind.Tool => Tool(server, target),
        TargetKind.Prompt => Prompt(server, target),
        TargetKind.Resource => Resource(server, target),
        _ => null,
    };
}
