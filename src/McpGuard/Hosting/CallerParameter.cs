using System.Reflection;
using System.Text.Json;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Finds tools and prompts that take their <see cref="DelegatedCaller"/> from the arguments, so that a client could choose its identity.
/// The SDK takes a parameter from the services only if it knew the services when the tool was made.
/// </summary>
internal static class CallerParameter
{
    public static IEnumerable<string> FindArguments(McpServerOptions server)
    {
        foreach (var tool in (server.ToolCollection ?? []).Where(tool => NamesOf(tool).Any(name => IsArgument(tool, name))))
            yield return $"The tool '{tool.ProtocolTool.Name}' takes its DelegatedCaller from the client's arguments. Register its class with " +
                "WithTools<T>(), or set McpServerToolCreateOptions.Services where it is created.";

        foreach (var prompt in (server.PromptCollection ?? []).Where(prompt => NamesOf(prompt).Any(name => IsArgument(prompt, name))))
            yield return $"The prompt '{prompt.ProtocolPrompt.Name}' takes its DelegatedCaller from the client's arguments. Register its class with " +
                "WithPrompts<T>(), or set McpServerPromptCreateOptions.Services where it is created.";
    }

    private static IEnumerable<string> NamesOf(IMcpServerPrimitive primitive) => primitive.Metadata.OfType<MethodInfo>()
        .SelectMany(method => method.GetParameters())
        .Where(parameter => parameter.ParameterType == typeof(DelegatedCaller))
        .Select(parameter => parameter.Name!);

    private static bool IsArgument(McpServerTool tool, string name) =>
        tool.ProtocolTool.InputSchema.TryGetProperty("properties", out var properties) &&
        properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(name, out _);

    private static bool IsArgument(McpServerPrompt prompt, string name) =>
        prompt.ProtocolPrompt.Arguments?.Any(argument => argument.Name == name) is true;
}
