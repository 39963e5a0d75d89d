namespace McpGuard;

/// <summary>
/// Caches, for one operation, the answers that must be requested only once. A call is decided before the server and again before its tool,
/// but counts once and asks a policy engine once.
/// </summary>
internal sealed class OperationMemo
{
    private Dictionary<object, object>? _answers;

    public bool TryGet<TAnswer>(object asked, out TAnswer answer)
        where TAnswer : struct
    {
        var isKnown = _answers is not null && _answers.TryGetValue(asked, out var kept) && kept is TAnswer;
        answer = isKnown ? (TAnswer)_answers![asked] : default;
        return isKnown;
    }

    public TAnswer Keep<TAnswer>(object asked, TAnswer answer)
        where TAnswer : struct
    {
        (_answers ??= [])[asked] = answer;
        return answer;
    }
}
