using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// Exports records as OCSF events to a file or to the standard output, if the options say so. A written event is with the operating system.
/// Only the audit log survives a power failure.
/// </summary>
internal sealed class OcsfAuditSink : IAuditSink, ISelectiveSink, IOpenedSink, IDisposable
{
    public const string Option = $"{McpGuardDefaults.ConfigurationSection}:Audit:Ocsf:File";

    private readonly IOcsfOutput? _output;

    public OcsfAuditSink(IOptions<McpGuardOptions> options)
    {
        var ocsf = options.Value.Audit.Ocsf;
        if (ocsf.StandardOutput)
            _output = new OcsfConsole(Console.Out);
        if (ocsf.File is not { } path || ocsf.StandardOutput)
            return;

        (_output, Problem) = Open(path, ocsf.Readers);
    }

    public string? Problem { get; }

    public string Name => "Ocsf";

    public bool Takes(in RecordContent record) => _output is not null;

    public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        if (_output is null)
            return ValueTask.CompletedTask;

        var line = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(line))
            OcsfEvent.Write(writer, record);

        line.Write("\n"u8);
        _output.Append(line.WrittenSpan);
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _output?.Dispose();

    /// <summary>Finds why a file could not be opened. It is closed again, and nothing is written to it.</summary>
    public static string? FindProblem(AuditOcsfOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.File) || options.StandardOutput)
            return null;

        var (file, problem) = Open(options.File, options.Readers);
        file?.Dispose();
        return problem;
    }

    private static (OcsfFile? File, string? Problem) Open(string path, AuditFileReaders readers)
    {
        try
        {
            return (TimeLimitedFile.Of(path).Ask(path => new OcsfFile(path, readers: readers)), null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return (null, $"{Option} is '{path}': {exception.Message} Name a file in a directory that this process may write to.");
        }
    }
}
