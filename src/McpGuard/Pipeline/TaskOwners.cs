using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>
/// Remembers the owner of each task, since the identifier alone proves nothing (MCP tasks extension, "Security Considerations"). A task
/// without a known owner is inaccessible.
/// </summary>
internal sealed class TaskOwners(TimeProvider time)
{
    /// <summary>The method that lists tasks (MCP 2025-11-25).</summary>
    public const string List = "tasks/list";

    private const int MaxTasks = 100_000;
    private const int MaxIdLength = 1024;

    // Longer than the result of a task should be kept.
    private static readonly TimeSpan _usualTime = TimeSpan.FromDays(1);

    private readonly SharedTable<string, OwnedTask> _owners = new(MaxTasks, time);

    /// <summary>Finds a task of this caller. The answer is the same for another caller's task and for an unknown one.</summary>
    public OwnedTask? Find(string? id, DelegatedCaller caller) =>
        id is not null && _owners.TryGet(id, out var task) && task.Owner == CallerKey.Of(caller) ? task : null;

    /// <summary>Inspects the server's answers: the owners of new tasks, and the tasks that a list may show.</summary>
    public void Watch(JsonRpcMessage message)
    {
        if (message is not JsonRpcResponse { Result: JsonObject result, Context.User: CallerPrincipal principal })
            return;

        if (principal.Operation.Request.Method == List)
            Narrow(result, principal.Caller);
        else if (!RequestTarget.IsTaskMethod(principal.Operation.Request.Method) && IdOf(result) is { Length: <= MaxIdLength } id)
            Remember(id, result, principal);
    }

    // As written by the tasks extension (resultType), and by MCP 2025-11-25 (task).
    private static string? IdOf(JsonObject result) => Text(result, "resultType") == "task"
        ? Text(result, "taskId") ?? Text(result["task"] as JsonObject, "taskId")
        : Text(result["task"] as JsonObject, "taskId");

    private static string? Text(JsonObject? members, string name) =>
        members?[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    // The first owner keeps a task, also if another answer has the same identifier. A caller with too many tasks loses its own oldest.
    private void Remember(string id, JsonObject result, CallerPrincipal principal)
    {
        var request = principal.Operation.Request;
        var owner = CallerKey.Of(principal.Caller);
        var kept = TimeToLive(result) is { } asked && asked > _usualTime ? asked : _usualTime;
        _owners.TryAddInPlaceOfOldest(owner, id, new OwnedTask(owner, request.Method!, request.Target), time.GetUtcNow() + kept);
    }

    private static TimeSpan? TimeToLive(JsonObject result)
    {
        var members = result["task"] as JsonObject ?? result;
        return (members["ttlMs"] ?? members["ttl"]) is JsonValue value && value.TryGetValue<long>(out var milliseconds) && milliseconds is > 0 and < int.MaxValue
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;
    }

    private void Narrow(JsonObject result, DelegatedCaller caller)
    {
        if (result["tasks"] is not JsonArray all)
            return;

        foreach (var foreign in all.Where(task => Find(Text(task as JsonObject, "taskId"), caller) is null).ToArray())
            all.Remove(foreign);
    }
}
