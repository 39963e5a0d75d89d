using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// The revocations of a file, one JSON object a line. The file is looked at every second, behind the calls, and read
/// when it has changed, or when its path leads to another file. A line that is wrong is reported and stops no other line; a file that cannot be read leaves the last
/// revocations in force.
/// </summary>
internal sealed class RevocationFile : IRevocationList, IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private const int MaxBytes = 64 * 1024 * 1024;
    private const int MaxReportedLines = 10;

    private readonly string? _path;
    private readonly TimeProvider _time;
    private readonly ILogger<RevocationFile> _logger;
    private readonly ITimer? _timer;
    private readonly Lock _lock = new();
    private FileState? _read;
    private volatile RevocationIndex _index;

    public RevocationFile(IOptions<McpGuardOptions> options, TimeProvider time, ILogger<RevocationFile> logger)
    {
        (_path, _time, _logger) = (options.Value.RevocationFile, time, logger);
        _index = new(time);
        if (_path is null)
            return;

        Refresh();
        _timer = time.CreateTimer(static self => ((RevocationFile)self!).Refresh(), this, Interval, Interval);
    }

    /// <summary>What is wrong with the file as it is now, or null.</summary>
    public string? Problem { get; private set; }

    public bool IsRevoked(DelegatedCaller caller) => _index.Contains(caller);

    public void Dispose() => _timer?.Dispose();

    /// <summary>Reads a file.</summary>
    /// <returns>The revocations of its good lines, and what is wrong with the others.</returns>
    /// <exception cref="IOException">The file could not be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static (RevocationIndex Index, IReadOnlyList<string> Problems) Read(string path, TimeProvider time)
    {
        using var stream = BoundedFile.Open(path, MaxBytes);
        return Read(stream, time);
    }

    private static (RevocationIndex Index, IReadOnlyList<string> Problems) Read(FileStream stream, TimeProvider time)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        var index = new RevocationIndex(time);
        var problems = new List<string>();
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;

            try
            {
                index.Add(JsonSerializer.Deserialize(line, RevocationJson.Default.Revocation) ?? throw new JsonException("It is null."));
            }
            catch (Exception exception) when (exception is JsonException or ArgumentException)
            {
                if (problems.Count < MaxReportedLines)
                    problems.Add($"Line {number} is no revocation: {exception.Message}");
            }
            catch (InvalidOperationException exception)
            {
                problems.Add($"Line {number} and all after it are left out: {exception.Message}");
                break;
            }
        }

        return (index, problems);
    }

    private void Refresh()
    {
        lock (_lock)
        {
            try
            {
                if (FileState.Of(_path!) == _read)
                    return;

                // What is remembered is the state of the file that is read, whatever its path leads to a moment later.
                using var stream = BoundedFile.Open(_path!, MaxBytes);
                var now = FileState.Of(stream);
                var (index, problems) = Read(stream, _time);
                (_index, _read) = (index, now);
                Report(problems.Count == 0 ? null : string.Join(' ', problems));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Whatever the file is like when it can be read again, it is read.
                _read = null;
                Report(exception.Message);
            }
        }
    }

    private void Report(string? problem)
    {
        if (problem is not null && problem != Problem)
            Log.RevocationFileFaulty(_logger, _path!, problem);

        Problem = problem;
    }
}
