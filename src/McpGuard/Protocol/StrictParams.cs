using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGuard;

/// <summary>The same strict checks as in the HTTP preflight, for messages that another transport has already parsed.</summary>
internal static class StrictParams
{
    public static ReasonCode? Check(JsonNode? parameters, int maxBytes)
    {
        if (parameters is null)
            return null;

        // Unchanged values are written exactly as received, duplicate members included.
        var written = JsonSerializer.SerializeToUtf8Bytes(parameters, McpJson.Node);
        if (written.Length > maxBytes)
            return ReasonCode.BodyTooLarge;

        return StrictJson.Check(written, McpJson.MaxDepth, McpJson.MaxMembers) ??
            (parameters is JsonObject members && members.Any(member => !ProtocolMembers.IsExact(member.Key))
                ? ReasonCode.MemberCaseRefused
                : null);
    }
}
