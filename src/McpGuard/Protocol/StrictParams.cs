using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGuard;

/// <summary>The same strict checks as in the HTTP preflight, for messages that another transport has already parsed.</summary>
internal static class StrictParams
{
    /// <param name="parameters">The parameters of the message.</param>
    /// <param name="maxBytes">Their maximum size.</param>
    /// <param name="twins">If a doubled name is the only fault: the arguments whose members differ only in case. Null otherwise.</param>
    /// <returns>The fault, or null if there is none.</returns>
    public static ReasonCode? Check(JsonNode? parameters, int maxBytes, out IReadOnlyList<string>? twins)
    {
        twins = null;
        if (parameters is null)
            return null;

        // Unchanged values are written exactly as received, duplicate members included.
        var written = JsonSerializer.SerializeToUtf8Bytes(parameters, McpJson.Node);
        if (written.Length > maxBytes)
            return ReasonCode.BodyTooLarge;

        var fault = StrictJson.Check(written, McpJson.MaxDepth, McpJson.MaxMembers);
        var found = fault == ReasonCode.DuplicateMember ? ArgumentTwins.Find(written, level: 1) : null;
        if (fault is not null && found is null)
            return fault;
        if (parameters is JsonObject members && members.Any(member => !ProtocolMembers.IsExact(member.Key)))
            return ReasonCode.MemberCaseRefused;

        twins = found;
        return fault;
    }
}
