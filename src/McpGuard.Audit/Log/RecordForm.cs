using System.Text.Json;
using System.Text.Unicode;

namespace McpGuard.Audit;

/// <summary>Refuses records that would break their line, or could be taken for the log's own records.</summary>
internal static class RecordForm
{
    public const int MaxBytes = 256 * 1024;
    private const int MaxDepth = 64;

    /// <returns>The problem of the record, or null.</returns>
    public static string? Problem(ReadOnlySpan<byte> record)
    {
        if (SizeProblem(record) is { } problem)
            return problem;
        if (record.IndexOfAnyInRange<byte>(0, 0x1F) >= 0 || !Utf8.IsValid(record))
            return "An audit record has control characters in it, or is not UTF-8.";
        if (record is not [(byte)'{', .., (byte)'}'])
            return "An audit record is not a JSON object.";
        if (LogEvent.IsOne(record))
            return "An audit record has the form of a record that the log writes itself.";

        try
        {
            return MemberProblem(record);
        }
        catch (JsonException)
        {
            return "An audit record is not JSON.";
        }
    }

    /// <returns>The problem of a record that the guard has written itself, or null.</returns>
    public static string? SizeProblem(ReadOnlySpan<byte> record) => record.Length > MaxBytes ? $"An audit record is larger than {MaxBytes} bytes." : null;

    private static string? MemberProblem(ReadOnlySpan<byte> record)
    {
        var reader = new Utf8JsonReader(record, new JsonReaderOptions { MaxDepth = MaxDepth });
        var members = 0;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                continue;

            members++;
            if (reader.ValueTextEquals("seq"u8) || reader.ValueTextEquals("prev"u8) || reader.ValueTextEquals("segment"u8) ||
                reader.ValueTextEquals("checkpoint"u8))
                return "An audit record has a member that belongs to the log: seq, prev, segment or checkpoint.";
        }

        return members == 0 ? "An audit record is empty." : null;
    }
}
