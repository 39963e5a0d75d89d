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

        var (hash, bytes) = digest.OfJson(result, _type);
        return new(KindsOf(result), bytes, hash);
    }

    private static string[] KindsOf(CallToolResult result)
    {
        if (result is { Content: [TextContentBlock], StructuredContent: null })
            return _text;

        var kinds = result.Content.Select(block => block.Type).Distinct(StringComparer.Ordinal);
        return [.. result.StructuredContent is null ? kinds : kinds.Append("structured")];
    }
}
