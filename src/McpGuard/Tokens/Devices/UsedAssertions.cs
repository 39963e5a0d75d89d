namespace McpGuard;

/// <summary>
/// Remembers which assertions have been used, each until it could count no more anyway. One that cannot be remembered does not
/// count; no caller can fill the memory for the others.
/// </summary>
internal sealed class UsedAssertions(TimeProvider time)
{
    public const int MaxEntries = 100_000;
    public const int MaxPerCaller = 10_000;

    private const int MaxIdLength = 256;

    private readonly Lock _lock = new();
    private readonly HashSet<(string Issuer, string Id)> _used = [];
    private readonly Dictionary<string, int> _perCaller = new(StringComparer.Ordinal);
    private readonly PriorityQueue<(string Issuer, string Id, string Caller), DateTimeOffset> _ends = new();

    /// <param name="issuer">Who has signed the assertion.</param>
    /// <param name="id">The assertion's identifier, which is the issuer's own.</param>
    /// <param name="caller">Whose assertion it is.</param>
    /// <param name="until">When the assertion ends.</param>
    /// <returns>Whether the assertion had not been used, and is now.</returns>
    public bool TryUse(string issuer, string id, string caller, DateTimeOffset until)
    {
        if (id.Length > MaxIdLength)
            return false;

        lock (_lock)
        {
            Forget();
            var count = _perCaller.GetValueOrDefault(caller);
            if (_used.Count >= MaxEntries || count >= MaxPerCaller || !_used.Add((issuer, id)))
                return false;

            _perCaller[caller] = count + 1;
            _ends.Enqueue((issuer, id, caller), until);
            return true;
        }
    }

    private void Forget()
    {
        var now = time.GetUtcNow();
        while (_ends.TryPeek(out var ended, out var until) && until <= now)
        {
            _ends.Dequeue();
            _used.Remove((ended.Issuer, ended.Id));
            if (--_perCaller[ended.Caller] == 0)
                _perCaller.Remove(ended.Caller);
        }
    }
}
