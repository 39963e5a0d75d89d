using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>
/// A refusal as the result of a tool: one text, and members for programs in <c>_meta</c>. It has no <c>structuredContent</c>, which some
/// clients show instead of the text.
/// </summary>
internal static class RefusalResult
{
    /// <summary>The member of <c>_meta</c> for programs.</summary>
    public const string Meta = "io.github.mcpguard/refusal";

    /// <summary>The member of <c>_meta</c> in which OpenAI's products look for a challenge.</summary>
    public const string OpenAiMeta = "mcp/www_authenticate";

    public static CallToolResult Of(Refusal refusal, GuardedOperation operation, AnswerForm form)
    {
        var meta = new JsonObject { [Meta] = Members(refusal, operation.Id) };
        if (form == AnswerForm.OpenAi && operation.Request.Resource is { MetadataAddress: var metadata } &&
            AuthorizationChallenge.Of(refusal, metadata) is { } challenge)
        {
            meta[OpenAiMeta] = new JsonArray(challenge);
        }

        return new CallToolResult
        {
            IsError = true,
            Content = [new TextContentBlock { Text = refusal.Message }],
            Meta = meta,
            ResultType = ProtocolFloor.HasResultTypes(operation.Request.ProtocolVersion) ? "complete" : null,
        };
    }

    private static JsonObject Members(Refusal refusal, string operationId)
    {
        var members = new JsonObject { ["code"] = refusal.Code };
        foreach (var (name, value) in RefusalData.Of(refusal, operationId))
        {
            members[name == "retry_after" ? "retryAfter" : name] = value switch
            {
                bool isTrue => isTrue,
                long number => number,
                _ => (string)value,
            };
        }

        return members;
    }
}
