using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>
/// The authority's present keys. They are refreshed behind the calls; a call waits only when there is nothing to
/// check its token with.
/// </summary>
internal sealed class SigningKeys(AuthorityMetadata metadata, TimeProvider time, ILogger<SigningKeys> logger)
{
    /// <summary>After this age the keys are read again, behind the calls.</summary>
    public static readonly TimeSpan RefreshAge = TimeSpan.FromMinutes(5);

    /// <summary>After this age the keys are used no more: a withdrawn key must not live on because its issuer is silent.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    /// <summary>Between two readings that unknown key ids cause: a key id is whatever the sender wrote.</summary>
    public static readonly TimeSpan UnknownKeyPause = TimeSpan.FromSeconds(30);

    /// <summary>Between two readings after one has failed.</summary>
    public static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(1);

    /// <summary>Keys as they were read at one time. The generation counts up whenever the published keys change.</summary>
    internal sealed record Snapshot(SigningKeySet Keys, int Generation, long ReadAt);

    private readonly Lock _lock = new();
    private volatile Snapshot? _snapshot;
    private Task _refresh = Task.CompletedTask;
    private long? _failedAt;
    private long? _unknownKeyAt;

    /// <summary>The present generation, or zero without usable keys: what was verified by another is not remembered.</summary>
    public int Generation => Usable()?.Generation ?? 0;

    /// <summary>Gives the present keys, or null if there are none and the authority cannot be reached.</summary>
    public async ValueTask<Snapshot?> GetAsync(CancellationToken cancellationToken)
    {
        RefreshIfOld();
        if (Usable() is null)
            await Refresh(mayRead: static self => self.IsPast(self._failedAt, FailurePause)).WaitAsync(cancellationToken);

        return Usable();
    }

    /// <summary>Gives the keys after one more reading, since a token names a key that is not among the present ones.</summary>
    public async ValueTask<Snapshot?> GetNewerAsync(CancellationToken cancellationToken)
    {
        await Refresh(mayRead: static self =>
        {
            if (!self.IsPast(self._unknownKeyAt, UnknownKeyPause))
                return false;

            self._unknownKeyAt = self.Now;
            return true;
        }).WaitAsync(cancellationToken);

        return Usable();
    }

    /// <summary>Starts a reading behind the calls when the keys are old; costs a comparison otherwise.</summary>
    public void RefreshIfOld()
    {
        if (_snapshot is { } snapshot && time.GetElapsedTime(snapshot.ReadAt) > RefreshAge)
            _ = Refresh(mayRead: static self => self.IsPast(self._failedAt, UnknownKeyPause));
    }

    private long Now => time.GetTimestamp();

    private Snapshot? Usable() =>
        _snapshot is { } snapshot && time.GetElapsedTime(snapshot.ReadAt) <= MaxAge ? snapshot : null;

    private bool IsPast(long? timestamp, TimeSpan pause) => timestamp is not { } at || time.GetElapsedTime(at) > pause;

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
        try
        {
            var keys = await metadata.ReadKeysAsync(CancellationToken.None);
            var generation = _snapshot is { } last ? last.Generation + (last.Keys.IsSameAs(keys) ? 0 : 1) : 1;
            _snapshot = new Snapshot(keys, generation, Now);
            _failedAt = null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _failedAt = Now;
            Log.KeysUnavailable(logger, exception);
        }
    }
}
