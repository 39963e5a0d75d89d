using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>
/// The answer to a caller whom the policy refuses a list: a list without entries. Client libraries ask for a list right after a call, and
/// report the call as failed if the list is refused.
/// </summary>
internal static class EmptyList
{
    /// <param name="decision">The decision.</param>
    /// <param name="refusal">Its refusal.</param>
    /// <param name="request">The request.</param>
    /// <returns>The result of the request, or null if the refusal has another answer.</returns>
    public static JsonObject? Of(AccessDecision decision, Refusal refusal, GuardedRequest request)
    {
        if (MemberOf(request.Method) is not { } member || !IsOfPolicy(decision, refusal))
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

    // A rule on the list refuses, or the settings for every caller. The token and the request are good, and the server has not failed.
    private static bool IsOfPolicy(AccessDecision decision, Refusal refusal) =>
        decision.Target?.Kind == TargetKind.Method || refusal is { Class: not RefusalClass.Request, Status: < 500 };

    private static string? MemberOf(string? method) => method switch
    {
        RequestMethods.ToolsList => "tools",
        RequestMethods.PromptsList => "prompts",
        RequestMethods.ResourcesList => "resources",
        RequestMethods.ResourcesTemplatesList => "resourceTemplates",
        _ => null,
    };
}
