namespace McpGuard;

/// <summary>
/// Remembers for one operation what must happen once, however often it is decided: a call that is judged before the server
/// and again before its tool counts once, and asks a policy engine once.
/// </summary>
internal sealed class OperationMemo
{
    private Dictionary<Condition, ConditionResult>? _results;

    public bool TryGet(Condition condition, out ConditionResult result)
    {
        result = default;
        return _results is not null && _results.TryGetValue(condition, out result);
    }

    public ConditionResult Keep(Condition condition, ConditionResult result) => (_results ??= [])[condition] = result;
}
