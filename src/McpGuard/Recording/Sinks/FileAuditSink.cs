using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// Keeps records in the audit log, if the options name a directory for it. A decision waits for what
/// <see cref="AuditFileOptions.Durability"/> names; all else is on its way when it has been taken.
/// </summary>
internal sealed class FileAuditSink : IAuditSink, ISelectiveSink, IAsyncDisposable, IDisposable
{
    private readonly AuditDurability _durability;
    private readonly AuditFile? _file;
    private readonly IDisposable? _ownSigner;
    private readonly string? _directory;
    private readonly ILogger _logger;
    private volatile string? _break;
    private bool _isDisposed;

    /// <exception cref="McpGuardConfigurationException">The log cannot be opened, or its key not be used.</exception>
    public FileAuditSink(IOptions<McpGuardOptions> options, TimeProvider time, IServiceProvider services, ILogger<FileAuditSink> logger, GuardMetrics? metrics = null)
    {
        var file = options.Value.Audit.File;
        (_directory, _logger) = (file.Directory, logger);
        _durability = file.Durability;
        metrics?.ObserveQueue(() => Waiting);
        if (file.Directory is null)
            return;

        try
        {
            var signer = services.GetService<IAuditSigner>();
            if (signer is null)
                _ownSigner = (signer = AuditSignerFactory.Create(file)) as IDisposable;
            if (signer is null)
                Quietly.Run(() => Log.CheckpointsUnsigned(logger));

            _file = AuditFile.Open(file, signer, time, events: new()
            {
                Flushed = metrics is null ? null : metrics.RecordFlush,
                Broken = NoteBreak,
                Outgrown = excess => Quietly.Run(() => Log.AuditLogOutgrown(logger, file.Directory, excess)),
                Undeleted = segment => Quietly.Run(() => Log.SegmentNotDeleted(logger, file.Directory, segment)),
            });
            if (_file.NewestCheckpoint is { } newest)
                Quietly.Run(() => Log.AuditLogOpened(logger, newest.Log, file.Directory, newest.Seq, newest.ToString()));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or CryptographicException)
        {
            _ownSigner?.Dispose();
            throw new McpGuardConfigurationException([$"{AuditFile.Section}: {exception.Message}"]);
        }
    }

    /// <summary>How many records wait to be written.</summary>
    public int Waiting => _file?.Waiting ?? 0;

    /// <summary>How the log was damaged while it was written, or null. It stays so until a restart, since records may be gone.</summary>
    public string? Break => _break;

    /// <summary>By how many bytes the log is larger than it should be, because it may not delete younger segments.</summary>
    public long Excess => _file?.Excess ?? 0;

    // The log has a writer of its own, and a queue before it.
    public bool NeverBlocks => true;

    public string Name => "File";

    public bool Takes(AuditRecord record) => _file is not null;

    public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken) => _file is null
        ? ValueTask.CompletedTask
        : _file.AppendAsync(
            JsonSerializer.SerializeToUtf8Bytes(record, AuditJson.Default.AuditRecord),
            record.Event == AuditEvent.Decision ? _durability : AuditDurability.Buffered,
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // Where the stop has run out of time, the log is still being written, and signed, when the container comes.
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
