using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace McpGuard;

/// <summary>
/// An issuer's present keys. They are refreshed behind the calls; a call waits only when there is nothing to check its
/// token with.
/// </summary>
internal sealed class SigningKeys(IKeySource source, KeyOptions settings, TimeProvider time, ILogger logger, KeyChanges? changes = null, Action<bool>? refreshed = null)
{
    /// <summary>Between two readings that unknown key ids cause: a key id is whatever the sender wrote.</summary>
    public static readonly TimeSpan UnknownKeyPause = TimeSpan.FromSeconds(30);

    /// <summary>Between two readings after one has failed.</summary>
    public static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(1);

    private const int MaxAbsentKeyIds = 1000;

    /// <summary>
    /// Keys as a reading that began at one time found them. The generation counts up whenever the published keys change.
    /// </summary>
    internal sealed record Snapshot(SigningKeySet Keys, int Generation, long ReadAt)
    {
        /// <summary>Key ids that were looked for after this reading and are not among its keys.</summary>
        public HashSet<string> AbsentKeyIds { get; } = new(StringComparer.Ordinal);
    }

    private readonly Lock _lock = new();
    private volatile Snapshot? _snapshot;
    private Task _refresh = Task.CompletedTask;
    private long? _failedAt;
    private long? _unknownKeyAt;

    /// <summary>The present generation, or zero without usable keys: what was verified by another is not remembered.</summary>
    public int Generation => Usable()?.Generation ?? 0;

    /// <summary>The time since the keys were read, or null without usable keys.</summary>
    public TimeSpan? Age => Usable() is { } snapshot ? time.GetElapsedTime(snapshot.ReadAt) : null;

    /// <summary>Whether the last reading failed, so that the keys are older than they should be.</summary>
    public bool IsFailing => _failedAt is not null;

    /// <summary>Gives the present keys, or null if there are none and the issuer cannot be reached.</summary>
    public async ValueTask<Snapshot?> GetAsync(CancellationToken cancellationToken)
    {
        RefreshIfOld();
        if (Usable() is null)
            await Refresh(mayRead: static self => self.IsPast(self._failedAt, FailurePause)).WaitAsync(cancellationToken).ConfigureAwait(false);

        return Usable();
    }

    /// <summary>
    /// Looks for keys that are not among those a call was given, after one more reading. Where the last reading is too
    /// recent for another, or fails, nothing can be said of a key that nobody has looked for yet.
    /// </summary>
    /// <returns>The keys that fit, and whose they are; or why there are none.</returns>
    public async ValueTask<(ReasonCode? Fault, Snapshot? Snapshot, JsonWebKey[] Keys)> FindNewerAsync(string? keyId, string algorithm, CancellationToken cancellationToken)
    {
        var asked = Now;
        if (IsKnownToBeAbsent(keyId))
            return (ReasonCode.KeyUnknown, null, []);

        // The reading that is under way may have begun before the key was published; then it takes a second one.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            if (Usable() is { } present && present.Keys.Find(keyId, algorithm) is { Length: > 0 } found)
                return (null, present, found);

            await Refresh(mayRead: static self => self.TryStartPause()).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (Usable() is not { } snapshot)
            return (ReasonCode.KeysUnavailable, null, []);
        if (snapshot.Keys.Find(keyId, algorithm) is { Length: > 0 } keys)
            return (null, snapshot, keys);
        if (snapshot.ReadAt < asked)
            return (ReasonCode.KeysUnavailable, null, []);

        RememberAbsent(snapshot, keyId);
        return (ReasonCode.KeyUnknown, null, []);
    }

    /// <summary>Starts a reading behind the calls when the keys are old; costs a comparison otherwise.</summary>
    public void RefreshIfOld()
    {
        if (_snapshot is { } snapshot && time.GetElapsedTime(snapshot.ReadAt) > settings.RefreshInterval)
            _ = Refresh(mayRead: static self => self.IsPast(self._failedAt, UnknownKeyPause));
    }

    private long Now => time.GetTimestamp();

    private Snapshot? Usable() =>
        _snapshot is { } snapshot && time.GetElapsedTime(snapshot.ReadAt) <= settings.MaxAge ? snapshot : null;

    private bool IsPast(long? timestamp, TimeSpan pause) => timestamp is not { } at || time.GetElapsedTime(at) > pause;

    private bool TryStartPause()
    {
        if (!IsPast(_unknownKeyAt, UnknownKeyPause))
            return false;

        _unknownKeyAt = Now;
        return true;
    }

    private bool IsKnownToBeAbsent(string? keyId)
    {
        lock (_lock)
            return _snapshot?.AbsentKeyIds.Contains(keyId ?? "") is true && !IsPast(_unknownKeyAt, UnknownKeyPause);
    }

    private void RememberAbsent(Snapshot snapshot, string? keyId)
    {
        lock (_lock)
        {
            if (snapshot.AbsentKeyIds.Count < MaxAbsentKeyIds)
                snapshot.AbsentKeyIds.Add(keyId ?? "");
        }
    }

    // One reading at a time, whoever asks; it belongs to no call, so no call's end can break it off.
    private Task Refresh(Func<SigningKeys, bool> mayRead)
    {
        lock (_lock)
        {
            if (_refresh.IsCompleted && mayRead(this))
                _refresh = Task.Run(ReadAsync);

            return _refresh;
        }
    }

    private async Task ReadAsync()
    {
        var startedAt = Now;
        try
        {
            var keys = await source.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            var generation = _snapshot is { } last ? last.Generation + (last.Keys.IsSameAs(keys) ? 0 : 1) : 1;
            var isOther = _snapshot is { } before && before.Generation != generation;
            _snapshot = new Snapshot(keys, generation, startedAt);
            _failedAt = null;
            Quietly.Run(() => refreshed?.Invoke(true));
            if (isOther)
                Quietly.Run(() => changes?.Tell(keys));
        }
        catch (Exception exception)
        {
            _failedAt = Now;
            Quietly.Run(() => refreshed?.Invoke(false));
            Quietly.Run(() => Log.KeysUnavailable(logger, exception));
        }
    }
}
