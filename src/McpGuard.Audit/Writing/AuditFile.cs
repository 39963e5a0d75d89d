namespace McpGuard.Audit;

/// <summary>
/// The audit log on disk. A caller that finds the log idle writes all waiting records, including its own, and returns. So no thread has to
/// wake another one.
/// </summary>
internal sealed class AuditFile : IAsyncDisposable, IThreadPoolWorkItem
{
    public const string Section = "McpGuard:Audit:File";

    /// <summary>The longest time until a record is on stable storage.</summary>
    public static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(1);

    private readonly BatchWriter _writer;
    private readonly RecordBuffers _buffers = new();
    private readonly AuditQueue _queue;
    private readonly ITimer _timer;

    private AuditFile(SegmentFolder folder, AuditFileOptions options, IAuditSigner? signer, TimeProvider time, AuditFileEvents events)
    {
        Directory = folder.Directory;
        _writer = new(folder, options, signer, time, events);
        _queue = new(options.QueueLimit, Begin);
#pragma warning disable RS0030 // This callback throws nothing.
        _timer = time.CreateTimer(static self => ((AuditFile)self!).Tick(), this, FlushInterval / 2, FlushInterval / 2);
#pragma warning restore RS0030
    }

    /// <summary>The full path of the log's directory.</summary>
    public string Directory { get; }

    /// <summary>The number of records in the queue.</summary>
    public int Waiting => _queue.Count;

    /// <summary>For how long the disk has not answered the present write; zero if there is none.</summary>
    public TimeSpan WriteAge => _writer.Place.Age;

    /// <summary>The number of bytes by which the log exceeds <see cref="AuditFileOptions.RetainBytes"/>, because it may not delete younger segments.</summary>
    public long Excess => _writer.Excess;

    /// <summary>Why checkpoints have no signature at the moment, or null.</summary>
    public string? SigningProblem => _writer.SigningProblem;

    /// <summary>The last checkpoint on stable storage, or null if there is none.</summary>
    public AuditCheckpoint? NewestCheckpoint => _writer.NewestCheckpoint;

    /// <summary>Continues the log in a directory, or starts one.</summary>
    /// <exception cref="ArgumentException">An option, or the signer's name, is invalid.</exception>
    /// <exception cref="IOException">The log is being written by another process, cannot be written, or its directory does not answer.</exception>
    public static AuditFile Open(
        AuditFileOptions options,
        IAuditSigner? signer,
        TimeProvider time,
        Func<string, FileStreamOptions, FileStream>? open = null,
        AuditFileEvents? events = null,
        TimeLimitedFile? directory = null)
    {
        AuditFileProblems.ThrowIfAny(Section, options, signer);
        var folder = LogPlace.Open(options.Directory!, options.Readers, open, directory);
        try
        {
            return new AuditFile(folder, options, signer, time, events ?? new());
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Checks that <see cref="Open"/> would find its directory writable and not locked. It writes no line.</summary>
    /// <exception cref="IOException">The log is being written by another process, cannot be written, or its directory does not answer.</exception>
    public static void Probe(AuditFileOptions options)
    {
        using var folder = LogPlace.Open(options.Directory!, options.Readers, open: null, directory: null);
    }

    /// <summary>Takes a record.</summary>
    /// <returns>A task that completes when the record has reached what <paramref name="durability"/> names.</returns>
    /// <exception cref="ArgumentException">The record is too large.</exception>
    /// <exception cref="IOException">The record is not in the log.</exception>
    public ValueTask AppendAsync(in RecordContent record, AuditDurability durability, CancellationToken cancellationToken)
    {
        var buffer = _buffers.Rent();
        try
        {
            var json = buffer.Write(record);
            if (RecordForm.SizeProblem(json) is { } problem)
                throw new ArgumentException(problem, nameof(record));

            return EnqueueAsync(json, durability, cancellationToken);
        }
        finally
        {
            _buffers.Return(buffer);
        }
    }

    /// <summary>Takes a record that something else has written.</summary>
    /// <returns>A task that completes when the record has reached what <paramref name="durability"/> names.</returns>
    /// <exception cref="ArgumentException">The record cannot be a line.</exception>
    /// <exception cref="IOException">The record is not in the log.</exception>
    public ValueTask AppendAsync(ReadOnlySpan<byte> json, AuditDurability durability, CancellationToken cancellationToken)
    {
        if (RecordForm.Problem(json) is { } problem)
            throw new ArgumentException(problem, nameof(json));

        return EnqueueAsync(json, durability, cancellationToken);
    }

    /// <summary>Writes the queue and a last checkpoint.</summary>
    /// <exception cref="IOException">Records whose calls did not wait for them could not be written.</exception>
    public async ValueTask DisposeAsync()
    {
        if (_queue.CloseAsync() is not { } idle)
            return;

        await _timer.DisposeAsync().ConfigureAwait(false);
        await idle.ConfigureAwait(false);

        // The host waits for its stop no longer than it has time, whatever the disk does.
        await Task.Run(async () => await _writer.CommitAsync(_queue, isLast: true).ConfigureAwait(false)).ConfigureAwait(false);
        _writer.Dispose();
        if (_writer.Failure is { } failure)
            throw new IOException("The end of the audit log could not be written.", failure);
    }

    // Without the context of the call that was there first.
    void IThreadPoolWorkItem.Execute() => _ = WriteAsync();

    // While the disk fails, no record counts as buffered before it is stored.
    private ValueTask EnqueueAsync(ReadOnlySpan<byte> json, AuditDurability durability, CancellationToken cancellationToken) =>
        _queue.AddAsync(json, durability, isAwaited: durability != AuditDurability.Buffered || _writer.Failure is not null, cancellationToken);

    private void Begin(bool mayBeHere)
    {
        if (mayBeHere && _writer.Place.IsHere)
            _ = WriteAsync();
        else
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Tick()
    {
        _writer.RequestFlush();
        if (_queue.TryBegin())
            Begin(mayBeHere: true);
    }

    // Runs on one thread at a time. The caller whose record was written does not write those of others any longer.
    private async Task WriteAsync()
    {
        await _writer.CommitAsync(_queue, isLast: false).ConfigureAwait(false);
        if (!_queue.TryEnd())
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
