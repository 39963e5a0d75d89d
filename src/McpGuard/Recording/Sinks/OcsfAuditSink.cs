using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// Exports records as OCSF events to a file, if the options name one. A written event is with the operating system. Only the audit log
/// survives a power failure.
/// </summary>
internal sealed class OcsfAuditSink : IAuditSink, ISelectiveSink, IOpenedSink, IDisposable
{
    public const string Option = $"{McpGuardDefaults.ConfigurationSection}:Audit:Ocsf:File";

    private readonly OcsfFile? _file;

    public OcsfAuditSink(IOptions<McpGuardOptions> options)
    {
        if (options.Value.Audit.Ocsf.File is not { } path)
            return;

        try
        {
            _file = PatientFile.Of(path).Ask(static path => new OcsfFile(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Problem = $"{Option} is '{path}': {exception.Message} Name a file in a directory that this process may write to.";
        }
    }

    public string? Problem { get; }

    public string Name => "Ocsf";

    public bool Takes(in RecordContent record) => _file is not null;

    public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        if (_file is null)
            return ValueTask.CompletedTask;

        var line = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(line))
            OcsfEvent.Write(writer, record);

        line.Write("\n"u8);
        _file.Append(line.WrittenSpan);
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _file?.Dispose();
}
