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
    private bool _isDisposed;

    /// <exception cref="McpGuardConfigurationException">The log cannot be opened, or its key not be used.</exception>
    public FileAuditSink(IOptions<McpGuardOptions> options, TimeProvider time, IServiceProvider services, ILogger<FileAuditSink> logger, GuardMetrics? metrics = null)
    {
        var file = options.Value.Audit.File;
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
                Log.CheckpointsUnsigned(logger);

            _file = AuditFile.Open(file, signer, time, flushed: metrics is null ? null : metrics.RecordFlush, broken: text => Log.AuditLogBroken(logger, file.Directory, text));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException or CryptographicException)
        {
            _ownSigner?.Dispose();
            throw new McpGuardConfigurationException([$"{AuditFile.Section}: {exception.Message}"]);
        }
    }

    /// <summary>How many records wait to be written.</summary>
    public int Waiting => _file?.Waiting ?? 0;

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
                await _file.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _ownSigner?.Dispose();
        }
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
