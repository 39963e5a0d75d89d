using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>The content of a suspended request in a canonical form: all parameters that a handler may use, without those that belong to one round.</summary>
internal static class SealedContent
{
    private const string Meta = "_meta";

    // SEP-2575 and SEP-414: members of the protocol and of tracing that belong to a single message.
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

    // For tools and prompts, absent and empty arguments are the same.
    private static bool IsEmptyArguments(string? method, string name, JsonNode? value) =>
        name == "arguments" && value is null or JsonObject { Count: 0 } && method is RequestMethods.ToolsCall or RequestMethods.PromptsGet;

    private static void Append(StringBuilder text, string name, JsonNode? value) => text
        .Append(name.Length).Append(':').Append(name).Append('=')
        .Append(value is null ? "null" : CanonicalJson.Write(JsonSerializer.SerializeToElement(value, McpJson.Node)))
        .Append(';');
}
