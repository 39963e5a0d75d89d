using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGuard.Cli.Doctor;

/// <summary>A JSON-RPC message of a client, as the protocol version 2025-11-25 has it: every client library speaks that version.</summary>
internal sealed record McpMessage(string Body, IReadOnlyList<(string Name, string Value)> Headers)
{
    private const string Version = "2025-11-25";
    private const int Id = 1;

    public static McpMessage Initialize { get; } = new(
        Write("initialize", new JsonObject
        {
            ["protocolVersion"] = Version,
            ["capabilities"] = new JsonObject(),
            ["clientInfo"] = new JsonObject { ["name"] = "mcpguard-doctor", ["version"] = "1.0" },
        }),
        []);

    /// <param name="session">The session that the server has begun, if it has sessions.</param>
    public static McpMessage Initialized(string? session) =>
        new("""{"jsonrpc":"2.0","method":"notifications/initialized"}""", HeadersOf(session));

    public static McpMessage ListTools(string? session) => new(Write("tools/list", []), HeadersOf(session));

    public static McpMessage CallTool(string? session, string tool, JsonElement arguments) =>
        new(Write("tools/call", new JsonObject { ["name"] = tool, ["arguments"] = JsonObject.Create(arguments) }), HeadersOf(session));

    /// <returns>The JSON-RPC response in a body, also in one that is an event stream.</returns>
    public static JsonElement? ResponseIn(string body) => Json.ObjectOf(body) is { } whole
        ? whole
        : body.Split('\n')
            .Where(line => line.StartsWith("data:", StringComparison.Ordinal))
            .Select(line => Json.ObjectOf(line["data:".Length..]))
            .FirstOrDefault(message => message.Member("id") is { ValueKind: JsonValueKind.Number } id && id.TryGetInt32(out var number) && number == Id);

    /// <returns>The number of tools in the answer to a request for them.</returns>
    public static int ToolsIn(string body) =>
        ResponseIn(body).Member("result").Member("tools") is { ValueKind: JsonValueKind.Array } tools ? tools.GetArrayLength() : 0;

    public static bool IsIn(string stream) => stream.EndsWith('\n') && ResponseIn(stream) is not null;

    private static string Write(string method, JsonObject parameters) =>
        new JsonObject { ["jsonrpc"] = "2.0", ["id"] = Id, ["method"] = method, ["params"] = parameters }.ToJsonString();

    private static (string Name, string Value)[] HeadersOf(string? session) =>
        [("MCP-Protocol-Version", Version), .. session is null ? Array.Empty<(string, string)>() : [("Mcp-Session-Id", session)]];
}
