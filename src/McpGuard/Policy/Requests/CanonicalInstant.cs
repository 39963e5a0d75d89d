using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard;

/// <summary>Writes instants so that equal ones look alike, whatever offset they were written with.</summary>
internal sealed class CanonicalInstant : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture));
}
