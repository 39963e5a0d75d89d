using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>
/// What a suspended request asked for, in a canonical form: all of its parameters, whichever a handler may act on, without those
/// that belong to one round of it.
/// </summary>
internal static class SealedContent
{
    private const string Meta = "_meta";

    // SEP-2575 and SEP-414: what the protocol and tracing say of each message by itself.
    private const string ProtocolPrefix = "io.modelcontextprotocol/";

    public static string Of(string? method, JsonObject? parameters)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in Ordered(parameters))
        {
            if (name is ProtocolMembers.RequestState or ProtocolMembers.InputResponses)
                continue;

            if (name == Meta && value is JsonObject meta)
            {
                foreach (var (key, said) in Ordered(meta))
                {
                    if (!IsOfOneRound(key))
                        Append(text.Append(Meta).Append('/'), key, said);
                }
            }
            else if (!IsEmptyArguments(method, name, value))
            {
                Append(text, name, value);
            }
        }

        return text.ToString();
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Ordered(JsonObject? members) =>
        members is null ? [] : members.OrderBy(member => member.Key, StringComparer.Ordinal);

    private static bool IsOfOneRound(string key) =>
        key is "progressToken" or "traceparent" or "tracestate" or "baggage" || key.StartsWith(ProtocolPrefix, StringComparison.Ordinal);

    // To tools and prompts, no arguments and empty ones are the same.
    private static bool IsEmptyArguments(string? method, string name, JsonNode? value) =>
        name == "arguments" && value is null or JsonObject { Count: 0 } && method is RequestMethods.ToolsCall or RequestMethods.PromptsGet;

    private static void Append(StringBuilder text, string name, JsonNode? value) => text
        .Append(name.Length).Append(':').Append(name).Append('=')
        .Append(value is null ? "null" : CanonicalJson.Write(JsonSerializer.SerializeToElement(value, McpJson.Node)))
        .Append(';');
}
