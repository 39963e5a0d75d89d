using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard;

/// <summary>
/// Keeps callers out of JSON. A tool that was made without services would otherwise take its caller for an argument, and a
/// client could say who it is.
/// </summary>
internal sealed class NoJsonConverter : JsonConverter<DelegatedCaller>
{
    private const string Explanation =
        "A DelegatedCaller comes from a verified token, never from JSON. If a tool was made with McpServerTool.Create, set Services in its options.";

    public override DelegatedCaller Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException(Explanation);

    public override void Write(Utf8JsonWriter writer, DelegatedCaller value, JsonSerializerOptions options) =>
        throw new NotSupportedException(Explanation);
}
