namespace McpGuard;

/// <summary>
/// Remembers for one operation the answers of those that must be asked once, however often it is decided: a call that is decided
/// before the server and again before its tool counts once, and asks a policy engine once.
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
