using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>Checks that a message uses a protocol version that is still served.</summary>
internal static class ProtocolFloor
{
    private static readonly string[] _withSessions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];

    /// <param name="minimum">The oldest version that is served, or null for any.</param>
    /// <param name="version">The version in the message.</param>
    public static bool IsMet(string? minimum, string? version) => minimum is null || string.CompareOrdinal(version, minimum) >= 0;

    /// <summary>Whether a client of this version gets no requests from the server, so that it has nothing to answer.</summary>
    public static bool KnowsNoAnswers(string? version) => IsMet("2026-07-28", version);

    /// <summary>Whether this version defines headers that repeat the method, the target and arguments of the body.</summary>
    public static bool DefinesHeaders(string? version) => IsMet("2026-07-28", version);

    /// <summary>Whether the version is one that sessions can have.</summary>
    public static bool HasSessions(string? version) => Array.IndexOf(_withSessions, version) >= 0;

    /// <summary>Whether every result of this version has a <c>resultType</c>.</summary>
    public static bool HasResultTypes(string? version) => IsMet("2026-07-28", version);

    /// <summary>Whether a client of this version adds the scopes that it has to those of a challenge.</summary>
    public static bool AddsScopes(string? version) => IsMet("2026-07-28", version);

    /// <summary>The version in the message itself. The first message of a session names one, and the later ones inherit it.</summary>
    public static string? AskedFor(JsonRpcRequest request) =>
        request is { Method: RequestMethods.Initialize, Params: JsonObject members } ? McpJson.TextOf(members["protocolVersion"]) : null;
}
