using System.Globalization;

namespace McpGuard.Audit;

/// <summary>
/// The directory of a log as a pattern, for several processes with the same settings: each takes the first place that no other process
/// holds. A later process continues the log of an earlier one, so the number of logs is the highest number of processes at one time.
/// </summary>
internal static class LogPlace
{
    /// <summary>The part of the pattern that is the number of the place.</summary>
    public const string Placeholder = "{instance}";

    /// <summary>The highest number of a place.</summary>
    public const int MaxPlaces = 100;

    /// <summary>Whether a pattern has a part in braces that is not known here.</summary>
    public static bool HasOther(string pattern) => pattern.Replace(Placeholder, "", StringComparison.Ordinal).AsSpan().ContainsAny('{', '}');

    /// <summary>Locks the directory, or the first free place of the pattern.</summary>
    /// <exception cref="IOException">Another writer has locked it, or all places; or it cannot be written to, or does not answer.</exception>
    public static SegmentFolder Open(string pattern, AuditFileReaders readers, Func<string, FileStreamOptions, FileStream>? open, TimeLimitedFile? directory)
    {
        if (!pattern.Contains(Placeholder, StringComparison.Ordinal))
            return OpenAt(pattern);

        for (var place = 1; ; place++)
        {
            try
            {
                return OpenAt(pattern.Replace(Placeholder, place.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
            }
            catch (LogInUseException exception) when (exception.IsHeld && place < MaxPlaces)
            {
                // Another process has it.
            }
        }

        SegmentFolder OpenAt(string path) => SegmentFolder.Open(path, open, directory ?? TimeLimitedFile.Of(path), readers);
    }
}
