using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>Writes known values, and omits unknown ones.</summary>
internal static class OcsfJson
{
    public static void WriteText(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    /// <summary>Writes a time in the schema's form: milliseconds since 1970.</summary>
    public static void WriteTime(this Utf8JsonWriter writer, string name, DateTimeOffset? value)
    {
        if (value is { } time)
            writer.WriteNumber(name, time.ToUnixTimeMilliseconds());
    }
}
