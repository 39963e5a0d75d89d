using System.Text.Json.Nodes;
using ModelContextProtocol.Server;

namespace McpGuard.Benchmarks.Servers;

/// <summary>Any number of tools that are alike, and a policy with a rule for each.</summary>
internal static class ManyTools
{
    private const string Arguments =
        """{"properties":{"count":{"type":"integer","maximum":10},"message":{"maxLength":100}},"required":["count"]}""";

    // Names of one length, so that the time to read a name does not affect a comparison.
    public static string Name(int number) => $"tool-{number:00000}";

    public static IEnumerable<McpServerTool> Of(int count) => Enumerable.Range(0, count).Select(number => McpServerTool.Create(
        [RequireScope(BenchmarkServer.Scope)] (string message, int count) => Echoes.Of(message, count),
        new McpServerToolCreateOptions { Name = Name(number) }));

    /// <summary>A policy whose rules look at groups and arguments.</summary>
    public static string Policy(int rules) => new JsonObject
    {
        ["Rules"] = new JsonObject(Enumerable.Range(0, rules).Select(number => KeyValuePair.Create($"rule-{number}", (JsonNode?)new JsonObject
        {
            ["Tools"] = new JsonArray(Name(number)),
            ["Groups"] = new JsonArray("staff"),
            ["Arguments"] = JsonNode.Parse(Arguments),
        }))),
    }.ToJsonString();
}
