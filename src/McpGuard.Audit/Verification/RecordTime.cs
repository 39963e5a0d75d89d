using System.Globalization;
using System.Text;

namespace McpGuard.Audit;

/// <summary>Finds the time in a record's line, without reading all of it.</summary>
internal static class RecordTime
{
    private const int MaxLength = 40;

    /// <returns>The time, or null if the line has none.</returns>
    public static DateTimeOffset? Read(ReadOnlySpan<byte> line)
    {
        var start = After(line, "\"logged_time\":\""u8);
        if (start < 0)
            start = After(line, "\"time\":\""u8);
        if (start < 0)
            return null;

        var length = line[start..].IndexOf((byte)'"');
        return length is > 0 and < MaxLength &&
            DateTimeOffset.TryParse(
                Encoding.UTF8.GetString(line.Slice(start, length)), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
    }

    private static int After(ReadOnlySpan<byte> line, ReadOnlySpan<byte> member) => line.LastIndexOf(member) is >= 0 and var at ? at + member.Length : -1;
}
