using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>What parameters ask for, as the server has read them and as its handler will.</summary>
internal static class RunSubject
{
    private static readonly JsonTypeInfo<CompleteRequestParams> _completion = (JsonTypeInfo<CompleteRequestParams>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(CompleteRequestParams));

    public static (string? Target, IDictionary<string, JsonElement>? Arguments) Of<TParams>(TParams parameters) => parameters switch
    {
        CallToolRequestParams tool => (tool.Name, tool.Arguments),
        GetPromptRequestParams prompt => (prompt.Name, prompt.Arguments),
        ReadResourceRequestParams resource => (resource.Uri, null),
        SubscribeRequestParams subscription => (subscription.Uri, null),
        UnsubscribeRequestParams subscription => (subscription.Uri, null),

        // What it is about has several forms, and what is typed so far counts as well.
        CompleteRequestParams completion => (JsonSerializer.Serialize(completion, _completion), null),
        _ => (null, null),
    };
}
