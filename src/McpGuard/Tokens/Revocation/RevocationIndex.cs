using System.Collections.Concurrent;

namespace McpGuard;

/// <summary>Revocations, with a lookup time that does not depend on their number.</summary>
internal sealed class RevocationIndex(TimeProvider time)
{
    /// <summary>With more entries than this, the issuer's keys should be changed instead.</summary>
    public const int MaxEntries = 100_000;

    private readonly ConcurrentDictionary<RevocationKey, Revocation[]> _entries = new();
    private readonly Lock _lock = new();
    private volatile int _count;
    private DateTimeOffset _nextEnd = DateTimeOffset.MaxValue;

    /// <exception cref="ArgumentException">The revocation names no issuer, or several things.</exception>
    /// <exception cref="InvalidOperationException">There are too many entries.</exception>
    public void Add(Revocation revocation)
    {
        if (revocation.Key is not { } key)
            throw new ArgumentException("A revocation names its issuer, and at most one of token, subject, session, client and actor.", nameof(revocation));

        lock (_lock)
        {
            if (_count == MaxEntries && _nextEnd <= time.GetUtcNow())
                Forget();
            if (_count == MaxEntries)
                throw new InvalidOperationException($"There are {MaxEntries} revocations already.");

            _entries[key] = _entries.TryGetValue(key, out var present) ? [.. present, revocation] : [revocation];
            _count++;
            NoteEnd(revocation);
        }
    }

    public bool Contains(DelegatedCaller caller)
    {
        if (_count == 0)
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

        // A token without a time of issue may be from any time.
        return Array.Exists(entries, entry =>
            !(entry.Until <= now) && (entry.IssuedBefore is not { } before || caller.IssuedAt is not { } issuedAt || issuedAt <= before));
    }

    private void Forget()
    {
        var now = time.GetUtcNow();
        _nextEnd = DateTimeOffset.MaxValue;
        foreach (var (key, entries) in _entries)
        {
            var kept = Array.FindAll(entries, entry => !(entry.Until <= now));
            Array.ForEach(kept, NoteEnd);
            if (kept.Length == 0)
                _entries.TryRemove(key, out _);
            else if (kept.Length < entries.Length)
                _entries[key] = kept;

            _count -= entries.Length - kept.Length;
        }
    }

    // A full list is searched only if an entry has ended.
    private void NoteEnd(Revocation revocation)
    {
        if (revocation.Until < _nextEnd)
            _nextEnd = revocation.Until.Value;
    }
}
