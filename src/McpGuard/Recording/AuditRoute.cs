using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>
/// One sink with its failure mode and its losses. A decision waits for the sink, until its deadline; other records only enter the queue.
/// When the sink works again, it gets a record of its losses, so that the gap is visible.
/// </summary>
internal sealed class AuditRoute : ISinkWatcher
{
    private static readonly Task<bool> _yes = Task.FromResult(true);

    private readonly AuditFailureMode _mode;
    private readonly TimeSpan _deadline;
    private readonly ISelectiveSink? _selective;
    private readonly ICallerThreadSink? _onCallerThread;
    private readonly GuardMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SinkQueue _queue;
    private readonly SinkWriter _writer;
    private readonly Lock _lock = new();
    private long _lost;
    private DateTimeOffset _lostSince;
    private string? _lostResource;
    private volatile bool _isFailing;

    public AuditRoute(IAuditSink sink, AuditOptions options, GuardMetrics metrics, TimeProvider time, ILogger logger)
    {
        var name = sink.Name ?? "";
        var own = options.Sinks.TryGetValue(name, out var settings) ? settings : null;
        Name = name;
        _mode = own?.FailureMode ?? options.FailureMode;
        _deadline = own?.WriteTimeout ?? options.WriteTimeout;
        _selective = sink as ISelectiveSink;
        _onCallerThread = sink as ICallerThreadSink;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _queue = new(_deadline, own?.QueueLimit ?? options.QueueLimit, time, this);
        _writer = new(name, sink, _queue, Note);
    }

    public string Name { get; }

    /// <summary>The losses of the sink that it has not been told yet.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>The number of unanswered records.</summary>
    public int Pending => _queue.Count + (IsHanging ? 1 : 0);

    /// <summary>The age of the oldest unanswered record.</summary>
    public TimeSpan PendingAge => _queue.OldestAge is var age && WriteAge > age ? WriteAge : age;

    /// <summary>Whether the sink has not answered a write within its deadline.</summary>
    public bool IsStalled => _queue.IsStalled || IsHanging;

    /// <summary>Whether calls are refused until the sink works again.</summary>
    public bool DeniesCalls => IsStalled && _mode == AuditFailureMode.DenyCall;

    // Only a second record enters the queue and shows that the first one's write does not end.
    private bool IsHanging => WriteAge >= _deadline;

    private TimeSpan WriteAge => _onCallerThread?.WriteAge ?? TimeSpan.Zero;

    /// <returns>Whether the request of the record may run.</returns>
    public Task<bool> TryWriteAsync(in RecordContent content, ref AuditRecord? record)
    {
        if (!Takes(content))
            return _yes;

        // No call waits for a stalled sink. A call that needs its answer does not run.
        var isAwaited = AwaitedEvents.Contain(content.Event);
        if ((isAwaited && DeniesCalls) || _writer.WriteOrNoneAsync(content, ref record, _time.GetTimestamp()) is not { } writing)
        {
            Refuse(RecordNote.Of(content));
            return Task.FromResult(_mode == AuditFailureMode.LogAndContinue);
        }

        if (!isAwaited || IsStalled)
            return _yes;

        return _mode == AuditFailureMode.DenyCall ? writing : ContinueAfterAsync(writing);
    }

    /// <summary>
    /// Tells whether a call could be recorded now. If the last answer of the sink was a failure, it first gets the record of its losses,
    /// which shows whether it works again.
    /// </summary>
    public async ValueTask<bool> CanRecordAsync()
    {
        if (_mode == AuditFailureMode.LogAndContinue || (!_isFailing && !IsStalled))
            return true;

        // Another thread may be writing that record now.
        return !IsStalled && TakeLoss() is { } loss &&
            (_writer.WriteOrNoneAsync(loss, _time.GetTimestamp()) is { } writing ? await writing.ConfigureAwait(false) : Refuse(RecordNote.Of(loss.Content)));
    }

    /// <summary>Completes when the sink has answered all records, or has stalled.</summary>
    public async Task DrainAsync()
    {
        await _queue.DrainAsync().ConfigureAwait(false);
        if (Pending > 0)
            Quietly.Run(() => Log.AuditUnfinished(_logger, Name, Pending));
    }

    void ISinkWatcher.Stalled() => Quietly.Run(() => Log.AuditStalled(_logger, Name, _deadline.TotalSeconds));

    // It may have lost some answers and work otherwise, which only another record shows, even if there is nothing to tell.
    void ISinkWatcher.MayRetry() => _writer.Retry(_queue.HasWaiting ? null : TakeLoss(evenNone: true), _time.GetTimestamp());

    void ISinkWatcher.Forgotten(in RecordNote record)
    {
        NoteFailure(record, new TimeoutException("The sink has not answered for it, and has answered for later ones."));
        if (!IsStalled)
            RecordLoss();
    }

    private static async Task<bool> ContinueAfterAsync(Task writing)
    {
        await writing.ConfigureAwait(false);
        return true;
    }

    private bool Takes(in RecordContent record)
    {
        try
        {
            return _selective?.Takes(record) is not false;
        }
        catch (Exception)
        {
            // The check of the application's logger failed. The logger is called on the sink's own thread, and its exception counts there.
            return true;
        }
    }

    private void Note(RecordNote record, Exception? failure, long begunAt)
    {
        _isFailing = failure is not null;
        if (failure is not null)
            NoteFailure(record, failure);
        else if (Lost > 0)
            RecordLoss();
        if (_metrics.MeasuresWrites)
            Measure(failure is null, begunAt);
    }

    private void NoteFailure(RecordNote record, Exception failure)
    {
        Lose(record);
        Quietly.Run(() => Log.AuditFailed(_logger, Name, record.OperationId.ToString(), record.Event, failure));
    }

    private void Measure(bool isWritten, long begunAt) => Quietly.Run(() => _metrics.RecordWrite(Name, isWritten, _time.GetElapsedTime(begunAt)));

    private void RecordLoss()
    {
        if (TakeLoss() is { } loss && _writer.WriteOrNoneAsync(loss, _time.GetTimestamp()) is null)
            Lose(RecordNote.Of(loss.Content));
    }

    /// <returns>The record of the losses, which now counts as told; null if there are none.</returns>
    private AuditRecord? TakeLoss(bool evenNone = false)
    {
        lock (_lock)
        {
            if (_lost == 0 && !evenNone)
                return null;

            var loss = new AuditRecord
            {
                RecordId = AuditId.Next(_time).ToString(),
                Time = _time.GetUtcNow(),
                Event = AuditEvent.RecordsLost,
                OperationId = AuditId.Next(_time).ToString(),
                Resource = _lostResource,
                Sink = Name,
                Lost = _lost,
                LostSince = _lost > 0 ? _lostSince : null,
                LoggedTime = _time.GetUtcNow(),
            };
            _lost = 0;
            return loss;
        }
    }

    private bool Refuse(RecordNote record)
    {
        if (Lose(record))
            Quietly.Run(() => Log.AuditRefused(_logger, Name, record.OperationId.ToString(), record.Event, Pending));

        return false;
    }

    /// <returns>Whether it is the first loss since the sink last worked.</returns>
    private bool Lose(in RecordNote record)
    {
        // A record of losses that was itself lost does not count.
        var (count, since) = record.Event == AuditEvent.RecordsLost ? (record.Lost, record.LostSince ?? record.Time) : (1, record.Time);
        if (record.Event != AuditEvent.RecordsLost)
            Quietly.Run(() => _metrics.CountLost(Name));

        lock (_lock)
        {
            var isFirst = _lost == 0;
            _lostSince = isFirst || since < _lostSince ? since : _lostSince;
            _lost += count;
            _lostResource = record.Resource ?? _lostResource;
            return isFirst;
        }
    }
}
