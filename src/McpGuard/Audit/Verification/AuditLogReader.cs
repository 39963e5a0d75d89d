using System.Text;

namespace McpGuard;

/// <summary>Reads the records of an audit log. It does not verify them: <see cref="AuditVerifier"/> does.</summary>
public static class AuditLogReader
{
    /// <summary>Reads the records in their order; what are no records, and what a failed write left, is left out.</summary>
    /// <param name="directory">The directory of the log.</param>
    /// <param name="firstSeq">The number of the first record that is wanted.</param>
    /// <returns>The records.</returns>
    /// <exception cref="IOException">The log cannot be read.</exception>
    public static IEnumerable<AuditLogRecord> Read(string directory, long firstSeq = 1)
    {
        foreach (var segment in SegmentSource.List(directory).Where(segment => segment.NextSeq is not { } next || next > firstSeq))
        {
            using var stream = segment.Open();
            var lines = new LineReader();
            lines.Reset(stream, segment.Length ?? stream.Length);
            while (TryRead(lines, segment.Number, out var record))
            {
                if (record is not null && record.Seq >= firstSeq)
                    yield return record;
            }
        }
    }

    private static bool TryRead(LineReader lines, int segment, out AuditLogRecord? record)
    {
        record = null;
        if (!lines.TryRead(out var bytes))
            return false;

        if (AuditLine.TryParse(bytes, out var line) && line.Kind == LineKind.Record)
            record = new(line.Seq, segment, lines.Number, Encoding.UTF8.GetString(bytes));

        return true;
    }
}
