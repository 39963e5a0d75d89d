using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>
/// Remembers the owner of each task, since the identifier alone proves nothing (MCP tasks extension, "Security Considerations"). A task
/// without a known owner is inaccessible.
/// </summary>
internal sealed class TaskOwners(GuardState state)
{
    /// <summary>The method that lists tasks (MCP 2025-11-25).</summary>
    public const string List = "tasks/list";

    private const int MaxIdLength = 1024;

    // Longer than the result of a task should be kept.
    private static readonly TimeSpan _usualTime = TimeSpan.FromDays(1);

    /// <summary>Finds a task of this caller. The answer is the same for another caller's task and for an unknown one.</summary>
    public async ValueTask<StateAnswer<TaskOwner?>> FindAsync(string? id, CallerPrincipal principal, CancellationToken cancellationToken)
    {
        if (id is not { Length: <= MaxIdLength })
            return default;

        var answer = await state.FindOwnerAsync(id, cancellationToken).ConfigureAwait(false);
        return answer.IsKnown && answer.Value?.Caller != OwnerOf(principal) ? default : answer;
    }

    /// <summary>Inspects the server's answers: the owners of new tasks, and the tasks that a list may show.</summary>
    /// <returns>The reason to withhold the answer, or null.</returns>
    public ValueTask<ReasonCode?> WatchAsync(JsonRpcMessage message)
    {
        if (message is not JsonRpcResponse { Result: JsonObject result, Context.User: CallerPrincipal principal })
            return default;

        if (principal.Operation.Request.Method == List)
            return NarrowAsync(result, principal);

        return !RequestTarget.IsTaskMethod(principal.Operation.Request.Method) && IdOf(result) is { Length: <= MaxIdLength } id
            ? RememberAsync(id, result, principal)
            : default;
    }

    // As written by the tasks extension (resultType), and by MCP 2025-11-25 (task).
    private static string? IdOf(JsonObject result) => Text(result, "resultType") == "task"
        ? Text(result, "taskId") ?? Text(result["task"] as JsonObject, "taskId")
        : Text(result["task"] as JsonObject, "taskId");

    private static string? Text(JsonObject? members, string name) => McpJson.TextOf(members?[name]);

    // The first owner keeps a task, also if another answer has the same identifier. A caller with too many tasks loses its own oldest.
    private async ValueTask<ReasonCode?> RememberAsync(string id, JsonObject result, CallerPrincipal principal)
    {
        var request = principal.Operation.Request;
        var owner = OwnerOf(principal);
        var kept = TimeToLive(result) is { } asked && asked > _usualTime ? asked : _usualTime;

        // The task has begun, whether or not its client still waits.
        var answer = await state.AddOwnerAsync(id, new TaskOwner(owner, request.Method!, request.Target), kept, CancellationToken.None)
            .ConfigureAwait(false);
        return answer.Fault;
    }

    // A token for another endpoint does not reach the tasks of a named one.
    private static string OwnerOf(CallerPrincipal principal) =>
        CallerKey.Of(principal.Caller) + (principal.Operation.Request.Resource?.Endpoint is { } endpoint ? $"{endpoint.Length}:{endpoint}" : "");

    private static TimeSpan? TimeToLive(JsonObject result)
    {
        var members = result["task"] as JsonObject ?? result;
        return (members["ttlMs"] ?? members["ttl"]) is JsonValue value && value.TryGetValue<long>(out var milliseconds) &&
            milliseconds is > 0 and < int.MaxValue
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;
    }

    private async ValueTask<ReasonCode?> NarrowAsync(JsonObject result, CallerPrincipal principal)
    {
        if (result["tasks"] is not JsonArray all)
            return null;

        foreach (var task in all.ToArray())
        {
            var answer = await FindAsync(Text(task as JsonObject, "taskId"), principal, CancellationToken.None).ConfigureAwait(false);
            if (!answer.IsKnown)
                return answer.Fault;
            if (answer.Value is null)
                all.Remove(task);
        }

        return null;
    }
}
