using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>
/// A client's own name and version from its introduction. It never decides anything (MCP base protocol, <c>clientInfo</c>). It is recorded
/// for auditors.
/// </summary>
internal static class ReportedClient
{
    private const string MetaMember = "io.modelcontextprotocol/clientInfo";

    public static bool IsIntroduction(string? method) => method is RequestMethods.Initialize or RequestMethods.ServerDiscover;

    /// <summary>Adds the client's description of itself to the unverified values of the request.</summary>
    public static AuditClaims? AddTo(AuditClaims? claims, JsonNode? parameters)
    {
        var members = parameters as JsonObject;
        var client = members?["clientInfo"] as JsonObject ?? (members?["_meta"] as JsonObject)?[MetaMember] as JsonObject;
        return client is null
            ? claims
            : (claims ?? new()) with { ClientName = Text(client["name"]), ClientVersion = Text(client["version"]) };
    }

    private static string? Text(JsonNode? member) => McpJson.TextOf(member) is { } text ? AuditText.Unverified(text) : null;
}
