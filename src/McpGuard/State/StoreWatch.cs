using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>
/// Asks one store and bounds the wait. A store that throws or does not answer in time gives no answer; the first failure of an outage is
/// logged. An <see cref="InvalidDataException"/> is no outage: the store cannot read one entry, and answers for all others.
/// </summary>
/// <param name="name">What the store remembers.</param>
/// <param name="time">The guard's clock.</param>
/// <param name="logger">The log.</param>
internal sealed class StoreWatch(string name, TimeProvider time, ILogger logger)
{
    /// <summary>How long an answer may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan _damageLogInterval = TimeSpan.FromMinutes(1);

    private volatile string? _problem;
    private long _damageLoggedAt;

    /// <summary>What the store remembers.</summary>
    public string Name => name;

    /// <summary>Why the store gave no answer the last time, or null if it gave one.</summary>
    public string? Problem => _problem;

    public ValueTask<StateAnswer<TAnswer>> AskAsync<TQuestion, TAnswer>(
        Func<TQuestion, CancellationToken, ValueTask<TAnswer>> ask, TQuestion question, CancellationToken cancellationToken)
    {
        try
        {
            var asked = ask(question, cancellationToken);
            return asked.IsCompletedSuccessfully ? new(Answered(asked.Result)) : WaitAsync(asked, cancellationToken);
        }
        catch (Exception exception)
        {
            return new(new StateAnswer<TAnswer>(default, Failed(exception, cancellationToken)));
        }
    }

    private async ValueTask<StateAnswer<TAnswer>> WaitAsync<TAnswer>(ValueTask<TAnswer> asked, CancellationToken cancellationToken)
    {
        try
        {
            return Answered(await asked.AsTask().WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception)
        {
            return new(default, Failed(exception, cancellationToken));
        }
    }

    private StateAnswer<TAnswer> Answered<TAnswer>(TAnswer answer)
    {
        if (_problem is not null)
            _problem = null;

        return new(answer);
    }

    private ReasonCode Failed(Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
            return ReasonCode.RequestAborted;

        if (exception is InvalidDataException)
        {
            LogDamage(exception);
            return ReasonCode.StateUnavailable;
        }

        var problem = exception is TimeoutException ? $"no answer within {Patience.TotalSeconds:0} s" : exception.GetType().Name;
        if (Interlocked.Exchange(ref _problem, problem) is null)
            LogFailure(exception);

        return ReasonCode.StateUnavailable;
    }

    // One entry that cannot be read is no outage. A caller can ask for it again and again.
    private void LogDamage(Exception exception)
    {
        var (now, last) = (time.GetUtcNow().UtcTicks, Interlocked.Read(ref _damageLoggedAt));
        if (now - last >= _damageLogInterval.Ticks && Interlocked.CompareExchange(ref _damageLoggedAt, now, last) == last)
            Quietly.Run(() => Log.StoreEntryDamaged(logger, name, exception));
    }

    private void LogFailure(Exception exception) => Quietly.Run(() => Log.StoreUnavailable(logger, name, exception));
}
