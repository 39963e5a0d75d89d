using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard;

/// <summary>Writes URIs so that equal ones look alike: scheme and host in lower case, no default port, no dot segments (RFC 3986 section 6).</summary>
internal sealed class CanonicalUri : JsonConverter<Uri>
{
    public override Uri? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Uri.TryCreate(reader.GetString(), UriKind.RelativeOrAbsolute, out var uri) ? uri : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, Uri value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.IsAbsoluteUri ? value.AbsoluteUri : value.OriginalString);
}
