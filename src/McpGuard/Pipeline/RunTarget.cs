using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>The target in the parameters, as the server and its handler read them.</summary>
internal static class RunTarget
{
    private static readonly JsonTypeInfo<CompleteRequestParams> _completion =
        (JsonTypeInfo<CompleteRequestParams>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(CompleteRequestParams));

    public static (string? Target, IDictionary<string, JsonElement>? Arguments) Of<TParams>(TParams parameters) => parameters switch
    {
        CallToolRequestParams tool => (tool.Name, tool.Arguments),
        GetPromptRequestParams prompt => (prompt.Name, prompt.Arguments),
        ReadResourceRequestParams resource => (resource.Uri, null),
        SubscribeRequestParams subscription => (subscription.Uri, null),
        UnsubscribeRequestParams subscription => (subscription.Uri, null),

        // The reference has several forms, and the text that is typed so far counts as well.
        CompleteRequestParams completion => (JsonSerializer.Serialize(completion, _completion), null),
        _ => (null, null),
    };
}
