using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard;

/// <summary>
/// Writes times so that equal ones look alike: two of them are equal in .NET if they have the same ticks, whatever kind they are.
/// </summary>
internal sealed class CanonicalTime : JsonConverter<DateTime>
{
    private const string Form = "yyyy-MM-ddTHH:mm:ss.FFFFFFF";

    /// <summary>The two forms of a time: of no kind, and of a known one.</summary>
    public static IEnumerable<JsonElement> FormsOf(JsonElement canonical)
    {
        var text = canonical.GetString()!.TrimEnd('Z');
        return [JsonElement.Parse($"\"{text}\""), JsonElement.Parse($"\"{text}Z\"")];
    }

    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTime();

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(Form, CultureInfo.InvariantCulture) + (value.Kind == DateTimeKind.Unspecified ? "" : "Z"));
}
