using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// Appends each record to a file as one line of JSON. A record is with the operating system when the call goes on.
/// </summary>
internal sealed class JsonLinesAuditSink : IAuditSink, IDisposable
{
    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private readonly Utf8JsonWriter _writer;
    private readonly FileStream? _file;

    public JsonLinesAuditSink(IOptions<McpGuardOptions> options)
    {
        _writer = new Utf8JsonWriter(_line);
        if (options.Value.Audit.File is { } path)
            _file = Open(path);
    }

    public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        if (_file is not null)
        {
            lock (_lock)
                Append(_file, record);
        }

        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        _writer.Dispose();
        _file?.Dispose();
    }

    internal static FileStream Open(string path)
    {
        var full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

        return new FileStream(full, options);
    }

    private void Append(FileStream file, AuditRecord record)
    {
        _line.ResetWrittenCount();
        _writer.Reset();
        JsonSerializer.Serialize(_writer, record, AuditJson.Default.AuditRecord);
        _line.Write("\n"u8);

        var end = file.Position;
        try
        {
            file.Write(_line.WrittenSpan);
        }
        catch (IOException)
        {
            // Half a line would spoil the next record as well.
            file.SetLength(end);
            throw;
        }
    }
}
