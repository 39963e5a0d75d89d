using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>Whether a message speaks a version of the protocol that is still served.</summary>
internal static class ProtocolFloor
{
    /// <param name="minimum">The oldest version that is served, or null if each is.</param>
    /// <param name="version">The version that the message names.</param>
    public static bool IsMet(string? minimum, string? version) => minimum is null || string.CompareOrdinal(version, minimum) >= 0;

    /// <summary>Whether a client of this version is asked nothing in requests of the server's, so that it has nothing to answer.</summary>
    public static bool KnowsNoAnswers(string? version) => IsMet("2026-07-28", version);

    /// <summary>The version that a message names by itself: the first one of a session asks for one, and the later ones inherit it.</summary>
    public static string? AskedFor(JsonRpcRequest request) =>
        request is { Method: RequestMethods.Initialize, Params: JsonObject members } && members["protocolVersion"] is JsonValue value && value.TryGetValue<string>(out var version) ? version : null;
}
