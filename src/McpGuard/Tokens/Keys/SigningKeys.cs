using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace McpGuard;

/// <summary>An issuer's present keys. They are refreshed in the background. A call waits only if there are no keys to check its token with.</summary>
internal sealed class SigningKeys(
    IKeySource source, KeyOptions settings, TimeProvider time, ILogger logger, KeyChanges? changes = null, Action<bool>? refreshed = null)
{
    /// <summary>Minimum time between two readings that unknown key ids cause. A sender can write any key id.</summary>
    public static readonly TimeSpan UnknownKeyPause = TimeSpan.FromSeconds(30);

    /// <summary>Minimum time between two readings after a failed one.</summary>
    public static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(1);

    private const int MaxAbsentKeyIds = 1000;

    /// <summary>The keys that a reading found, with the time at which it began. The generation increases with each change of the published keys.</summary>
    internal sealed record Snapshot(SigningKeySet Keys, int Generation, long ReadAt)
    {
        /// <summary>Key ids that were searched for after this reading and are not among its keys.</summary>
        public HashSet<string> AbsentKeyIds { get; } = new(StringComparer.Ordinal);
    }

    private readonly Lock _lock = new();
    private volatile Snapshot? _snapshot;
    private Task _refresh = Task.CompletedTask;
    private long? _failedAt;
    private string? _failure;
    private long? _unknownKeyAt;

    /// <summary>The present generation, or zero without usable keys. A token that another generation verified is not cached.</summary>
    public int Generation => Usable()?.Generation ?? 0;

    /// <summary>The time since the keys were read, or null without usable keys.</summary>
    public TimeSpan? Age => Usable() is { } snapshot ? AgeOf(snapshot) : null;

    /// <summary>Whether the last reading failed, so that the keys are older than they should be.</summary>
    public bool IsFailing => _failedAt is not null;

    /// <summary>Returns the present keys, or null if there are none and the issuer is unavailable.</summary>
    public async ValueTask<Snapshot?> GetAsync(CancellationToken cancellationToken)
    {
        RefreshIfOld();
        if (Usable() is null)
            await Refresh(mayRead: static self => self.IsPast(self._failedAt, FailurePause)).WaitAsync(cancellationToken).ConfigureAwait(false);

        return Usable();
    }

    /// <summary>
    /// Searches for a key that is missing from the set of a call, after one more reading. If the last reading is too recent for another, or
    /// the reading fails, the answer for a key that was never searched for is unknown.
    /// </summary>
    /// <returns>The matching keys and their issuer, or why there are none.</returns>
    public async ValueTask<(TokenFault? Fault, Snapshot? Snapshot, JsonWebKey[] Keys)> FindNewerAsync(
        string? keyId, string algorithm, CancellationToken cancellationToken)
    {
        var asked = Now;
        if (IsKnownToBeAbsent(keyId))
            return (Unknown(_snapshot!, keyId, algorithm), null, []);

        // A running reading may have begun before the key was published; then a second one follows.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            if (Usable() is { } present && present.Keys.Find(keyId, algorithm) is { Length: > 0 } found)
                return (null, present, found);

            await Refresh(mayRead: static self => self.TryStartPause()).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (Usable() is not { } snapshot)
            return (Unavailable(), null, []);
        if (snapshot.Keys.Find(keyId, algorithm) is { Length: > 0 } keys)
            return (null, snapshot, keys);
        if (snapshot.ReadAt < asked)
            return (Unavailable(), null, []);

        RememberAbsent(snapshot, keyId);
        return (Unknown(_snapshot!, keyId, algorithm), null, []);
    }

    /// <summary>Starts a reading in the background if the keys are old; otherwise the cost is one comparison.</summary>
    public void RefreshIfOld()
    {
        if (_snapshot is { } snapshot && time.GetElapsedTime(snapshot.ReadAt) > settings.RefreshInterval)
            _ = Refresh(mayRead: static self => self.IsPast(self._failedAt, UnknownKeyPause));
    }

    /// <summary>Why there are no keys to verify a token with.</summary>
    public TokenFault Unavailable() => new(ReasonCode.KeysUnavailable)
    {
        Part = "keys",
        Expected = $"keys of {source.Origin.Issuer} from {source.Origin.Place}",
        Found = _failure ??
            $"keys that were read {AgeOf(_snapshot):c} ago; they are read again at most every {UnknownKeyPause:c} because of an unknown key",
        Setting = source.Origin.Setting,
    };

    // An issuer that publishes no key at all is not ready yet, which is no fault of the caller.
    private TokenFault Unknown(Snapshot snapshot, string? keyId, string algorithm) =>
        new(snapshot.Keys.Count == 0 ? ReasonCode.KeysUnavailable : ReasonCode.KeyUnknown)
        {
            Part = "header.kid",
            Expected = $"a key for {algorithm} of {source.Origin.Issuer}, from {source.Origin.Place}: {TokenFault.List(snapshot.Keys.KeyIds)}",
            Found = keyId ?? "no kid",
            Setting = source.Origin.Setting,
        };

    private long Now => time.GetTimestamp();

    private TimeSpan AgeOf(Snapshot? snapshot) => time.GetElapsedTime(snapshot?.ReadAt ?? Now);

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

    // One reading at a time. It does not belong to a call, so the end of a call cannot cancel it.
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
            var before = _snapshot;
            var isOther = before is not null && !before.Keys.IsSameAs(keys);
            var generation = before is not null && !isOther ? before.Generation : (before?.Generation ?? 0) + 1;
            _snapshot = new Snapshot(keys, generation, startedAt);
            _failedAt = null;
            _failure = null;
            Quietly.Run(() => refreshed?.Invoke(true));
            if (isOther)
                Quietly.Run(() => changes?.Raise(keys));
        }
        catch (Exception exception)
        {
            _failedAt = Now;
            _failure = exception.Message;
            Quietly.Run(() => refreshed?.Invoke(false));
            LogFailure(exception);
        }
    }

    private void LogFailure(Exception exception)
    {
        var (origin, problem) = (source.Origin, exception.Message);
        if (Usable() is { } last)
        {
            Quietly.Run(() => Log.KeysOutdated(
                logger, origin.Issuer, origin.Place, AgeOf(last), settings.MaxAge, origin.Setting, problem, exception.DetailsFor(logger)));
        }
        else
        {
            Quietly.Run(() => Log.KeysUnavailable(logger, origin.Issuer, origin.Place, origin.Setting, problem, exception.DetailsFor(logger)));
        }
    }
}
