using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>
/// The answer to a caller whom a rule refuses a list: a list without entries. Client libraries ask for a list right after a call, and report
/// the call as failed if the list is refused.
/// </summary>
internal static class EmptyList
{
    /// <param name="decision">The refusal.</param>
    /// <param name="request">The request.</param>
    /// <returns>The result of the request, or null if the refusal has another answer.</returns>
    public static JsonObject? Of(AccessDecision decision, GuardedRequest request)
    {
        if (decision.Target?.Kind != TargetKind.Method || MemberOf(request.Method) is not { } member)
            return null;

        var result = new JsonObject { [member] = new JsonArray() };
        if (ProtocolFloor.HasResultTypes(request.ProtocolVersion))
        {
            result["resultType"] = "complete";
            result["ttlMs"] = 0;
            result["cacheScope"] = "private";
        }

        return result;
    }

    private static string? MemberOf(string? method) => method switch
    {
        RequestMethods.ToolsList => "tools",
        RequestMethods.PromptsList => "prompts",
        RequestMethods.ResourcesList => "resources",
        RequestMethods.ResourcesTemplatesList => "resourceTemplates",
        _ => null,
    };
}
