using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace McpGuard;

/// <summary>Derives from a tool's serializer options the options that write each value completely and in one canonical form.</summary>
internal static class CanonicalOptions
{
    private static readonly ConditionalWeakTable<JsonSerializerOptions, JsonSerializerOptions> _all = [];

    public static JsonSerializerOptions Of(JsonSerializerOptions reading) => _all.GetValue(reading, static options =>
    {
        var writing = new JsonSerializerOptions(options)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.Never,
            IgnoreReadOnlyProperties = false,
            NumberHandling = JsonNumberHandling.Strict,
            WriteIndented = false,
        };
        if (options.TypeInfoResolver is { } resolver)
            writing.TypeInfoResolver = resolver.WithAddedModifier(WriteAll);

        writing.Converters.Insert(0, new CanonicalTime());
        writing.Converters.Insert(0, new CanonicalInstant());
        writing.Converters.Insert(0, new CanonicalUri());
        return writing;
    });

    // The target also receives members that are normally not written when they have their default.
    private static void WriteAll(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
            property.ShouldSerialize = null;
    }
}

/// <summary>Writes equal instants in the same form, independent of their offset.</summary>
internal sealed class CanonicalInstant : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture));
}

/// <summary>
/// Writes equal times in the same form. In .NET two times with the same ticks are equal, independent of their kind.
/// </summary>
internal sealed class CanonicalTime : JsonConverter<DateTime>
{
    private const string Form = "yyyy-MM-ddTHH:mm:ss.FFFFFFF";

    /// <summary>The two forms of a time: without and with a known kind.</summary>
    public static IEnumerable<JsonElement> FormsOf(JsonElement canonical)
    {
        var text = canonical.GetString()!.TrimEnd('Z');
        return [JsonElement.Parse($"\"{text}\""), JsonElement.Parse($"\"{text}Z\"")];
    }

    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTime();

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(Form, CultureInfo.InvariantCulture) + (value.Kind == DateTimeKind.Unspecified ? "" : "Z"));
}

/// <summary>Writes equal URIs in the same form: scheme and host in lower case, no default port, no dot segments (RFC 3986 section 6).</summary>
internal sealed class CanonicalUri : JsonConverter<Uri>
{
    public override Uri? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Uri.TryCreate(reader.GetString(), UriKind.RelativeOrAbsolute, out var uri) ? uri : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, Uri value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.IsAbsoluteUri ? value.AbsoluteUri : value.OriginalString);
}
