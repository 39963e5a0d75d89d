using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>
/// One sink, what its failure means, and what it has lost. Once it works again it is told how much that was, so that a gap can be
/// seen in what it keeps.
/// </summary>
internal sealed class AuditRoute(string name, IAuditSink sink, AuditFailureMode mode, GuardMetrics metrics, TimeProvider time, ILogger logger)
{
    private readonly Lock _lock = new();
    private long _lost;
    private DateTimeOffset _lostSince;

    public string Name { get; } = name;

    /// <summary>What the sink has lost and not yet been told of.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <returns>Whether what the record is about may go on.</returns>
    public async ValueTask<bool> TryWriteAsync(AuditRecord record)
    {
        if (!await TryHandOverAsync(record))
            return mode == AuditFailureMode.LogAndContinue;

        if (Lost > 0 && TakeLoss() is var (count, since) && count > 0)
        {
            var loss = new AuditRecord
            {
                RecordId = OperationId.Next(time),
                Time = time.GetUtcNow(),
                Event = AuditEvent.RecordsLost,
                OperationId = OperationId.Next(time),
                Resource = record.Resource,
                Sink = Name,
                Lost = count,
                LostSince = since,
                LoggedTime = time.GetUtcNow(),
            };
            if (!await TryHandOverAsync(loss))
                Lose(count - 1, since);
        }

        return true;
    }

    private async ValueTask<bool> TryHandOverAsync(AuditRecord record)
    {
        var startedAt = metrics.MeasuresWrites ? time.GetTimestamp() : (long?)null;
        var isWritten = true;
        try
        {
            // Not the call's own token: a caller that goes away must not take its record along.
            await sink.WriteAsync(record, CancellationToken.None);
        }
        catch (Exception exception)
        {
            Log.AuditFailed(logger, Name, record.OperationId, record.Event, exception);
            metrics.CountLost(Name);
            Lose(1, record.Time);
            isWritten = false;
        }

        if (startedAt is { } start)
            metrics.RecordWrite(Name, isWritten, time.GetElapsedTime(start));

        return isWritten;
    }

    private void Lose(long count, DateTimeOffset since)
    {
        lock (_lock)
        {
            _lostSince = _lost == 0 || since < _lostSince ? since : _lostSince;
            _lost += count;
        }
    }

    private (long Count, DateTimeOffset Since) TakeLoss()
    {
        lock (_lock)
        {
            var taken = (_lost, _lostSince);
            _lost = 0;
            return taken;
        }
    }
}
