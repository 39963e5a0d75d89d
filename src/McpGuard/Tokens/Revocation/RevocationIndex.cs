using System.Collections.Concurrent;

namespace McpGuard;

/// <summary>Revocations, found in a time that does not depend on how many there are.</summary>
internal sealed class RevocationIndex(TimeProvider time)
{
    /// <summary>More would not be revocation but a reason to change the issuer's keys.</summary>
    public const int MaxEntries = 100_000;

    private readonly ConcurrentDictionary<RevocationKey, Revocation[]> _entries = new();
    private int _count;

    /// <exception cref="ArgumentException">The revocation names nothing, or several things.</exception>
    /// <exception cref="InvalidOperationException">There are too many entries.</exception>
    public void Add(Revocation revocation)
    {
        if (revocation.Key is not { } key)
            throw new ArgumentException("A revocation names its issuer, and at most one of token, subject, session, client and actor.", nameof(revocation));

        if (Volatile.Read(ref _count) >= MaxEntries)
            Forget();
        if (Interlocked.Increment(ref _count) > MaxEntries)
        {
            Interlocked.Decrement(ref _count);
            throw new InvalidOperationException($"There are {MaxEntries} revocations already.");
        }

        _entries.AddOrUpdate(key, [revocation], (_, present) => [.. present, revocation]);
    }

    public bool Contains(DelegatedCaller caller)
    {
        if (Volatile.Read(ref _count) == 0)
            return false;

        return IsRevoked(RevocationKind.Issuer, caller.Issuer, "", caller) ||
            IsRevoked(RevocationKind.Token, caller.Issuer, caller.TokenId, caller) ||
            IsRevoked(RevocationKind.Subject, caller.Issuer, caller.Subject, caller) ||
            IsRevoked(RevocationKind.Client, caller.Issuer, caller.ClientId, caller) ||
            (caller.SessionId is { } session && IsRevoked(RevocationKind.Session, caller.Issuer, session, caller)) ||
            IsActorRevoked(caller);
    }

    private bool IsActorRevoked(DelegatedCaller caller)
    {
        for (var actor = caller.Actor; actor is not null; actor = actor.Prior)
        {
            if (IsRevoked(RevocationKind.Actor, actor.Issuer ?? caller.Issuer, actor.Subject, caller))
                return true;
        }

        return false;
    }

    private bool IsRevoked(RevocationKind kind, string issuer, string name, DelegatedCaller caller)
    {
        if (!_entries.TryGetValue(RevocationKey.Of(kind, issuer, name), out var entries))
            return false;

        var now = time.GetUtcNow();

        // A token that does not say when it was issued may be from before any time.
        return Array.Exists(entries, entry =>
            !(entry.Until <= now) && (entry.IssuedBefore is not { } before || caller.IssuedAt is not { } issuedAt || issuedAt <= before));
    }

    private void Forget()
    {
        var now = time.GetUtcNow();
        foreach (var (key, entries) in _entries)
        {
            var kept = Array.FindAll(entries, entry => !(entry.Until <= now));
            var isReplaced = kept.Length == 0
                ? _entries.TryRemove(new KeyValuePair<RevocationKey, Revocation[]>(key, entries))
                : _entries.TryUpdate(key, kept, entries);
            if (isReplaced)
                Interlocked.Add(ref _count, kept.Length - entries.Length);
        }
    }
}
