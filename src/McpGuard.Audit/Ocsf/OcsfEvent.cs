using System.Buffers;
using System.Text;
using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>
/// An audit record as an event of the Open Cybersecurity Schema Framework (OCSF): API Activity for decisions and outcomes, Authentication
/// for refused credentials, and other classes for events of the guard itself. Members without a place in the schema are in
/// <c>unmapped.mcpguard</c>, so that nothing is lost.
/// </summary>
public static class OcsfEvent
{
    /// <summary>The version of the schema.</summary>
    public const string SchemaVersion = "1.8.0";

    /// <summary>Makes the event of a record, of this process or from a log.</summary>
    /// <param name="record">The record.</param>
    /// <returns>One line of JSON, ASCII, without its end.</returns>
    public static string ToJson(AuditRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);

        var json = new ArrayBufferWriter<byte>(2048);
        using (var writer = new Utf8JsonWriter(json))
            Write(writer, record);

        return Encoding.ASCII.GetString(json.WrittenSpan);
    }

    /// <summary>Writes the event of a record.</summary>
    /// <param name="writer">The destination.</param>
    /// <param name="record">The record.</param>
    public static void Write(Utf8JsonWriter writer, AuditRecord record)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(record);

        var @class = OcsfClass.Of(record);
        writer.WriteStartObject();
        @class.Write(writer);
        writer.WriteTime("time", record.Time);
        if (record.Count is { } count)
        {
            writer.WriteNumber("count", (int)Math.Min(count, int.MaxValue));
            writer.WriteTime("start_time", record.Since);
            writer.WriteTime("end_time", record.Time);
        }

        OcsfVerdict.Of(record).Write(writer, record);
        writer.WriteText("message", OcsfMessage.Of(record));
        OcsfMetadata.Write(writer, record, @class);
        OcsfBody.Write(writer, record, @class);
        OcsfUnmapped.Write(writer, record, @class);
        writer.WriteEndObject();
    }
}
