using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace McpGuard.TestSupport;

/// <summary>Changes a log as an attacker can who has its files and not its key: rewrites lines, and chains them again.</summary>
internal static class LogForger
{
    /// <summary>Changes the lines of a segment and joins all that follow, in it and in later segments, by new hashes.</summary>
    public static void Rewrite(this AuditLog log, int index, Func<IEnumerable<string>, IEnumerable<string>> edit, bool dropsCheckpoints = false)
    {
        var segments = log.Segments;
        var link = index == 0 ? new string('A', 43) : HashOf(File.ReadAllLines(segments[index - 1])[^1]);
        var seq = index == 0 ? 0 : File.ReadAllLines(segments[index - 1]).Select(SeqOf).Max();
        for (var i = index; i < segments.Length; i++)
        {
            var lines = i == index ? edit(File.ReadAllLines(segments[i])) : File.ReadAllLines(segments[i]);
            var joined = new List<string>();
            foreach (var line in lines.Where(line => !(dropsCheckpoints && IsCheckpoint(line))))
            {
                joined.Add(Join(line, ref seq, link));
                link = HashOf(joined[^1]);
            }

            File.WriteAllText(segments[i], string.Concat(joined.Select(line => line + "\n")));
        }
    }

    /// <summary>Makes a record into a line at a place in the chain.</summary>
    public static string Line(string record, long seq, string link) => $"{record[..^1]},\"seq\":{seq},\"prev\":\"{link}\"}}";

    public static string HashOf(string line) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(line)));

    public static bool IsCheckpoint(string line) => line.StartsWith("{\"checkpoint\"", StringComparison.Ordinal);

    public static SegmentHeader Header(string line) => SegmentHeader.Parse(Encoding.UTF8.GetBytes(line))!;

    public static string Text(this SegmentHeader header) => Encoding.UTF8.GetString(header.ToLine());

    public static long SeqOf(string line)
    {
        const string Member = ",\"seq\":";
        var start = line.LastIndexOf(Member, StringComparison.Ordinal);
        return start < 0 || IsCheckpoint(line) || line.StartsWith("{\"segment\"", StringComparison.Ordinal)
            ? 0
            : long.Parse(line[(start + Member.Length)..line.LastIndexOf(",\"prev\"", StringComparison.Ordinal)], CultureInfo.InvariantCulture);
    }

    private static string Join(string line, ref long seq, string link)
    {
        if (Header(line) is { } header)
            return (header with { Link = link, FirstSeq = seq + 1 }).Text();
        if (IsCheckpoint(line))
            return (AuditCheckpoint.Parse(line) with { Hash = link, Seq = seq }).ToString();

        return Line(line[..line.LastIndexOf(",\"seq\":", StringComparison.Ordinal)] + "}", ++seq, link);
    }
}
