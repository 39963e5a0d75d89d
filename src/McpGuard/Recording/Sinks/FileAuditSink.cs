using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// Writes records to the audit log, if the options name a directory. A decision waits until it has reached what <see
/// cref="AuditFileOptions.Durability"/> names; other records only enter the queue.
/// </summary>
internal sealed class FileAuditSink : IAuditSink, IContentSink, ISelectiveSink, IOpenedSink, ICallerThreadSink, IAsyncDisposable, IDisposable
{
    // The message itself begins with the name of the option.
    private const string OfKey = $"{AuditFile.Section}:";

    private readonly AuditDurability _durability;
    private readonly AuditFile? _file;
    private readonly IDisposable? _ownSigner;
    private readonly string? _directory;
    private readonly ILogger _logger;
    private volatile string? _break;
    private bool _isDisposed;

    public FileAuditSink(
        IOptions<McpGuardOptions> options, TimeProvider time, IServiceProvider services, ILogger<FileAuditSink> logger, GuardMetrics? metrics = null)
    {
        var file = options.Value.Audit.File;
        _directory = file.Directory;
        _logger = logger;
        _durability = file.Durability;
        metrics?.ObserveQueue(() => Waiting);
        if (file.Directory is null)
            return;

        var subject = $"{AuditFile.Section}: ";
        try
        {
            var signer = services.GetService<IAuditSigner>();
            subject = OfKey;
            if (signer is null)
                _ownSigner = (signer = AuditSignerFactory.Create(file)) as IDisposable;
            if (signer is null)
                Quietly.Run(() => Log.CheckpointsUnsigned(logger));

            subject = DirectoryOf(file);
            _file = AuditFile.Open(file, signer, time, events: new()
            {
                Flushed = metrics is null ? null : metrics.RecordFlush,
                Broken = NoteBreak,
                Outgrown = excess => Quietly.Run(() => Log.AuditLogOutgrown(logger, _directory, excess)),
                Unsigned = exception => Quietly.Run(() => Log.SignerFailed(logger, exception)),
                Undeleted = segment => Quietly.Run(() => Log.SegmentNotDeleted(logger, _directory, segment)),
            });
            _directory = _file.Directory;
            if (_file.NewestCheckpoint is { } newest)
                Quietly.Run(() => Log.AuditLogOpened(logger, newest.Log, _directory, newest.Seq, newest.ToString()));
        }
        catch (Exception exception) when (IsOfFile(exception))
        {
            _ownSigner?.Dispose();
            Problem = subject + exception.Message;
        }
    }

    public string? Problem { get; }

    /// <summary>The number of records in the queue.</summary>
    public int Waiting => _file?.Waiting ?? 0;

    public TimeSpan WriteAge => _file?.WriteAge ?? TimeSpan.Zero;

    /// <summary>A description of the damage to the log while it was written, or null. It stays until a restart, since records may be lost.</summary>
    public string? Break => _break;

    /// <summary>The number of bytes by which the log is too large, because it may not delete younger segments.</summary>
    public long Excess => _file?.Excess ?? 0;

    /// <summary>Why checkpoints have no signature at the moment, or null.</summary>
    public string? SigningProblem => _file?.SigningProblem;

    // The log has its own writer and its own queue.
    public bool NeverBlocks => true;

    public string Name => "File";

    public bool Takes(in RecordContent record) => _file is not null;

    public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken) => WriteAsync(record.Content, cancellationToken);

    public ValueTask WriteAsync(in RecordContent record, CancellationToken cancellationToken) => _file is null
        ? ValueTask.CompletedTask
        : _file.AppendAsync(record, AwaitedEvents.Contain(record.Event) ? _durability : AuditDurability.Buffered, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // If the stop has timed out, the log is still being written and signed when the container disposes this sink.
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;

        try
        {
            if (_file is not null)
                await CloseAsync(_file).ConfigureAwait(false);
        }
        finally
        {
            _ownSigner?.Dispose();
        }
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Finds why a log with these options could not be opened, without opening it. The ranges of the options are checked elsewhere.</summary>
    public static string? FindProblem(AuditFileOptions options)
    {
        if (options.Directory is null || AuditFileProblems.Find(AuditFile.Section, options).Count > 0)
            return null;

        var subject = OfKey;
        try
        {
            using var signer = AuditSignerFactory.Create(options) as IDisposable;
            subject = DirectoryOf(options);
            AuditFile.Probe(options);
            return null;
        }
        catch (Exception exception) when (IsOfFile(exception))
        {
            return subject + exception.Message;
        }
    }

    private static bool IsOfFile(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or CryptographicException;

    // Not every message of the system names the path.
    private static string DirectoryOf(AuditFileOptions options) => $"{AuditFile.Section}:Directory is '{options.Directory}': ";

    private async Task CloseAsync(AuditFile file)
    {
        await file.DisposeAsync().ConfigureAwait(false);
        if (file.NewestCheckpoint is { } newest)
            Quietly.Run(() => Log.AuditLogClosed(_logger, newest.Log, _directory, newest.Seq, newest.ToString()));
    }

    private void NoteBreak(string problem)
    {
        _break = problem;
        Quietly.Run(() => Log.AuditLogBroken(_logger, _directory, problem));
    }
}
