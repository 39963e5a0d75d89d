using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGuard;

/// <summary>
/// The strictness of the HTTP preflight, for messages that another transport has already parsed.
/// </summary>
internal static class StrictParams
{
    public static ReasonCode? Check(JsonNode? parameters, int maxBytes)
    {
        if (parameters is null)
            return null;

        // Values that nobody has touched are written as they came, doubled members included.
        var written = JsonSerializer.SerializeToUtf8Bytes(parameters, McpJson.Node);
        if (written.Length > maxBytes)
            return ReasonCode.BodyTooLarge;

        return StrictJson.Check(written, McpJson.MaxDepth, McpJson.MaxMembers) ??
            (parameters is JsonObject members && members.Any(member => !ProtocolMembers.IsExact(member.Key))
                ? ReasonCode.MemberCaseRefused
                : null);
    }
}
