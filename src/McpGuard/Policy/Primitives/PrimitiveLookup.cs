using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>Finds the target that the server would match, in the same way as the server, if the server has not matched it yet.</summary>
internal static class PrimitiveLookup
{
    public static McpServerTool? Tool(McpServerOptions server, string? name) =>
        name is not null && server.ToolCollection is { } tools && tools.TryGetPrimitive(name, out var tool) ? tool : null;

    public static McpServerPrompt? Prompt(McpServerOptions server, string? name) =>
        name is not null && server.PromptCollection is { } prompts && prompts.TryGetPrimitive(name, out var prompt) ? prompt : null;

    /// <param name="server">The server.</param>
    /// <param name="uri">The resource's URI; or, for a completion, a template as the server lists it.</param>
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
