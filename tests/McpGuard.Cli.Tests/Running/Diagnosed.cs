using System.Text.Json.Nodes;

namespace McpGuard.Cli.Tests.Running;

/// <summary>What <c>mcpguard doctor --json</c> wrote.</summary>
internal sealed record Diagnosed(int ExitCode, JsonNode Result)
{
    public static async Task<Diagnosed> OfAsync(TestSite site, params string[] arguments)
    {
        var run = await site.DiagnoseAsync([.. arguments, "--json"]);
        Assert.That(run.Errors, Is.Empty);
        return new(run.ExitCode, JsonNode.Parse(run.Output)!);
    }

    private JsonArray Checks => Result["checks"]!.AsArray();

    private JsonArray Clients => Result["clients"]!.AsArray();

    public JsonNode Check(string name) => Checks.Single(check => (string?)check!["check"] == name)!;

    public string[] Failed =>
        [.. Checks.Where(check => (string?)check!["state"] == "failed").Select(check => (string)check!["check"]!)];

    public JsonNode Client(string beginning) => Clients.Single(client => ((string)client!["client"]!).StartsWith(beginning, StringComparison.Ordinal))!;

    public string[] ClientsWith(string verdict) =>
        [.. Clients.Where(client => (string?)client!["verdict"] == verdict).Select(client => (string)client!["client"]!)];
}
