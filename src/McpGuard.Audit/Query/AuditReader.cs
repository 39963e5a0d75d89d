using System.Text;
using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>Reads the entries of an audit log one by one, in constant memory. It does not verify them; use <see cref="AuditVerifier"/>.</summary>
public static class AuditReader
{
    /// <summary>
    /// Reads the entries that match a query, in their order. A line that cannot be read is also an entry, if it could match; the remains of
    /// a failed write are not. A server may be writing the log; an incomplete last line then counts as unreadable.
    /// </summary>
    /// <param name="directory">The directory of the log.</param>
    /// <param name="query">The filter. Default: all entries.</param>
    /// <param name="cancellationToken">Stops the reading, also between entries that do not match.</param>
    /// <returns>The entries.</returns>
    /// <exception cref="IOException">The log cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static IEnumerable<AuditEntry> Read(string directory, AuditQuery? query = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        query ??= new();
        var entries = ReadAll(directory, query, new AuditFilter(query), cancellationToken);
        return query.Limit is { } limit ? entries.Take(limit) : entries;
    }

    private static IEnumerable<AuditEntry> ReadAll(string directory, AuditQuery query, AuditFilter filter, CancellationToken cancellationToken)
    {
        foreach (var segment in SegmentSource.List(directory).Where(segment => SegmentTimes.MayHold(segment, query)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var stream = OpenOrNone(segment);
            if (stream is null)
            {
                yield return new AuditEntry { Seq = 0, Segment = segment.Number, Line = 0, Json = "" };
                continue;
            }

            var lines = new LineReader();
            lines.Reset(stream, segment.Length ?? stream.Length);
            while (TryRead(lines, segment.Number, filter, out var entry))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (entry is not null)
                    yield return entry;
            }
        }
    }

    private static FileStream? OpenOrNone(SegmentSource segment)
    {
        try
        {
            return segment.Open();
        }
        catch (SegmentBreakException)
        {
            return null;
        }
    }

    private static bool TryRead(LineReader lines, int segment, AuditFilter filter, out AuditEntry? entry)
    {
        entry = null;
        if (!lines.TryRead(out var bytes))
        {
            if (!lines.TrySkip())
                return false;

            entry = new AuditEntry { Seq = 0, Segment = segment, Line = lines.Number, Json = "" };
        }
        else if (!AuditLine.TryParse(bytes, out var line))
        {
            entry = new AuditEntry { Seq = 0, Segment = segment, Line = lines.Number, Json = Encoding.UTF8.GetString(bytes) };
        }
        else if (line.Kind == LineKind.Record && filter.MayMatch(line))
        {
            var parsed = Parse(line, segment, lines.Number);
            entry = filter.Matches(parsed) ? parsed : null;
        }

        return true;
    }

    private static AuditEntry Parse(AuditLine line, int segment, int number)
    {
        var entry = new AuditEntry { Seq = line.Seq, Segment = segment, Line = number, Json = Encoding.UTF8.GetString(line.Bytes) };
        if (LogEvent.IsRecovery(line.Bytes))
            return entry with { Recovery = LogEvent.Recovery(line.Bytes) };
        if (LogEvent.IsDeletion(line.Bytes))
            return entry with { Deletion = LogEvent.Deletion(line.Bytes) };

        try
        {
            return entry with { Record = JsonSerializer.Deserialize(line.Bytes, AuditJson.Default.AuditRecord) };
        }
        catch (JsonException)
        {
            return entry;
        }
    }
}
