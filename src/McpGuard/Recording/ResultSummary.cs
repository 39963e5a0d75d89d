using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>The kind, size and digest of a tool's result.</summary>
internal sealed class ResultSummary(AuditDigest digest)
{
    private static readonly JsonTypeInfo<CallToolResult> _type =
        (JsonTypeInfo<CallToolResult>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(CallToolResult));
    private static readonly string[] _text = ["text"];

    public RecordResult Of(CallToolResult? result)
    {
        if (result is null)
            return default;

        var (hash, bytes) = IsOnlyText(result) ? digest.OfJson((TextContentBlock)result.Content[0], WriteOnlyText) : digest.OfJson(result, _type);
        return new(KindsOf(result), bytes, hash);
    }

    /// <summary>Whether the result is one text and nothing else, so that <see cref="WriteOnlyText"/> writes all of it.</summary>
    private static bool IsOnlyText(CallToolResult result) => result is
    {
        Content: [TextContentBlock { Annotations: null, Meta: null }],
        StructuredContent: null,
        IsError: null,
        Meta: null,
        ResultType: null,
    };

    // Most results are one text. The serializer writes the same bytes, and allocates for each level of the objects.
    private static void WriteOnlyText(Utf8JsonWriter json, TextContentBlock block)
    {
        json.WriteStartObject();
        json.WriteStartArray("content"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WriteString("text"u8, block.Text);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string[] KindsOf(CallToolResult result)
    {
        if (result is { Content: [TextContentBlock], StructuredContent: null })
            return _text;

        var kinds = result.Content.Select(block => block.Type).Distinct(StringComparer.Ordinal);
        return [.. result.StructuredContent is null ? kinds : kinds.Append("structured")];
    }
}
