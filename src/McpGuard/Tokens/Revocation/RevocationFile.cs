using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// The revocations of a file, one JSON object a line. The file is checked every second in the background, and read when it has changed or
/// its path leads to another file. An invalid line is reported, and the other lines still apply. If the file cannot be read, the last
/// revocations stay in force. Until it has been read once, every caller is refused.
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
    private readonly TimeLimitedFile? _file;
    private bool _isReading;
    private FileState? _read;
    private volatile RevocationIndex? _index;
    private volatile string? _problem;
    private long? _asOf;

    private sealed record Reading(FileState File, string Text);

    public RevocationFile(IOptions<McpGuardOptions> options, TimeProvider time, ILogger<RevocationFile> logger, TimeLimitedFile? file = null)
    {
        _path = options.Value.RevocationFile;
        _time = time;
        _logger = logger;
        if (_path is null)
        {
            _index = new(time);
            return;
        }

        _file = file ?? TimeLimitedFile.Of(_path);
        Refresh();
        _timer = GuardTimer.Create(time, Refresh, Interval, Interval);
    }

    /// <summary>The present problem of the file, or null.</summary>
    public string? Problem => (_problem, _asOf) switch
    {
        ({ } problem, { } asOf) when _read is null => $"{problem} The revocations in force are those of {_time.GetElapsedTime(asOf).TotalSeconds:0} s ago.",
        var (problem, _) => problem,
    };

    public bool NeverBlocks => true;

    /// <exception cref="InvalidOperationException">The file has never been read, so the answer is unknown.</exception>
    public bool IsRevoked(DelegatedCaller caller) =>
        (_index ?? throw new InvalidOperationException($"The revocation file '{_path}' has not been read yet.")).Contains(caller);

    public void Dispose() => _timer?.Dispose();

    /// <summary>Reads a file.</summary>
    /// <returns>The revocations of its valid lines, and the problems of the others.</returns>
    /// <exception cref="IOException">The file could not be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static (RevocationIndex Index, IReadOnlyList<string> Problems) Read(string path, TimeProvider time)
    {
        return Parse(TimeLimitedFile.Of(path).Ask(static path => BoundedFile.ReadText(path, MaxBytes)), time);
    }

    private static (RevocationIndex Index, IReadOnlyList<string> Problems) Parse(string text, TimeProvider time)
    {
        using var reader = new StringReader(text);
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
                    problems.Add($"Line {number} is not a revocation: {exception.Message}");
            }
            catch (InvalidOperationException exception)
            {
                problems.Add($"Line {number} and all after it are left out: {exception.Message}");
                break;
            }
        }

        return (index, problems);
    }

    // A running reading is not started again.
    private void Refresh()
    {
        if (Interlocked.Exchange(ref _isReading, true))
            return;

        try
        {
            if (_file!.Ask(ReadIfChanged) is { } reading)
            {
                var (index, problems) = Parse(reading.Text, _time);
                _index = index;
                _read = reading.File;
                _problem = LogChange(problems.Count == 0 ? null : string.Join(' ', problems));
            }

            _asOf = _time.GetTimestamp();
        }
        catch (Exception exception)
        {
            // The file is read as soon as it can be read again. An exception here must not end the process.
            _read = null;
            _problem = LogChange(exception.Message);
        }
        finally
        {
            Volatile.Write(ref _isReading, false);
        }
    }

    private Reading? ReadIfChanged(string path)
    {
        if (FileState.Of(path) == _read)
            return null;

        // The state of the opened file is remembered, since its path may lead elsewhere a moment later.
        using var stream = BoundedFile.Open(path, MaxBytes);
        var now = FileState.Of(stream);
        using var reader = new StreamReader(stream, leaveOpen: true);
        return new(now, reader.ReadToEnd());
    }

    /// <returns>The problem. A new problem has been logged.</returns>
    private string? LogChange(string? problem)
    {
        if (problem is not null && problem != _problem)
            Quietly.Run(() => Log.RevocationFileFaulty(_logger, _path!, problem));

        return problem;
    }
}

/// <summary>Reads the lines of a revocation file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(Revocation))]
internal sealed partial class RevocationJson : JsonSerializerContext;
