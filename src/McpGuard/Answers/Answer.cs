using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>A refusal in the form that its caller understands. The decision and its record are the same in each form.</summary>
/// <param name="Refusal">The refusal.</param>
/// <param name="Status">The HTTP status of the answer.</param>
/// <param name="Result">The tool result, or null for a JSON-RPC error.</param>
internal sealed record Answer(Refusal Refusal, int Status, CallToolResult? Result)
{
    /// <summary>The result of the request, or null for a JSON-RPC error.</summary>
    public JsonNode? ToNode() => Result is null ? Refusal.EmptyList?.DeepClone() : JsonSerializer.SerializeToNode(Result, McpJson.ToolResult);

    /// <summary>The result of a refused tool call.</summary>
    /// <exception cref="McpProtocolException">Its caller gets errors.</exception>
    public static CallToolResult InCall(Refusal refusal, GuardedOperation operation) =>
        Of(refusal, operation).Result ?? throw GuardError.From(refusal, operation.Id);

    /// <param name="refusal">The refusal.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="isRequest">Whether the message is a request, which has an id and gets an answer.</param>
    public static Answer Of(Refusal refusal, GuardedOperation operation, bool isRequest = true)
    {
        if (!isRequest || operation.Caller is not { } caller || refusal.Class == RefusalClass.Request)
            return new Answer(refusal, refusal.Status, null);

        if (refusal.EmptyList is not null)
            return new Answer(refusal, 200, null);

        var (form, isCall) = (operation.Policy.Answers.Of(caller), operation.Request.Method == RequestMethods.ToolsCall);
        var (isPlain, isResult) = (refusal.Class, form) switch
        {
            (_, AnswerForm.Http) => (false, false),
            (RefusalClass.Final, _) or (_, AnswerForm.ToolResult) => (true, isCall),
            (_, AnswerForm.OpenAi) => (isCall, isCall),
            _ => (false, false),
        };
        return new Answer(refusal, isPlain ? 200 : refusal.Status, isResult ? RefusalResult.Of(refusal, operation, form) : null);
    }
}
