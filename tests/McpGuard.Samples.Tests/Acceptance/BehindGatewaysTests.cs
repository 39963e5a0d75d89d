using System.Text.Json;
using System.Text.Json.Nodes;
using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>The sample BehindGateways as a newcomer runs it; its records are those of a file.</summary>
internal sealed class BehindGatewaysTests
{
    // Those that say who called what, through whom, and what was decided. The others differ from run to run.
    private static readonly string[] _compared =
        ["effect", "reason", "method", "target", "subject", "issuer", "client_id", "actors", "tenant", "scopes_granted", "scopes_missing", "http_status"];

    private static readonly JsonSerializerOptions _indented = new(JsonSerializerOptions.Web) { WriteIndented = true };

    [Test]
    public async Task Records_name_who_called_and_through_which_gateways()
    {
        var folder = Directory.CreateTempSubdirectory("mcpguard-layers-tests-");
        try
        {
            var environment = new Dictionary<string, string?> { ["McpGuard__Audit__File__Directory"] = folder.FullName };
            var (exitCode, output, errors) = await StartedProgram.RunAsync("dotnet", [Built.BehindGateways], environment);
            var calls = new AuditFile(folder.FullName).ReadNew()
                .Where(record => (string?)record["event"] == "decision" && (string?)record["method"] == "tools/call").ToArray();
            var found = JsonSerializer.Serialize(calls.Select(Comparable), _indented);

            Assert.That(exitCode, Is.Zero, $"{output}\n{errors}");
            Assert.That(output, Does.Contain("00u-alice -> pomerium (signature) -> litellm (signature) -> McpGuard: Allow, Allowed"));
            Assert.That(found, Is.EqualTo((await File.ReadAllTextAsync(Path.Combine(Built.RecordedGateways, "behind-gateways.json"))).TrimEnd()), output);
            Assert.That(string.Concat(calls.Select(record => record.ToJsonString())), Does.Not.Contain("eyJ").And.Not.Contain("sk-svc"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static JsonObject Comparable(JsonNode record)
    {
        var compared = new JsonObject();
        foreach (var name in _compared)
        {
            if (record[name] is { } value)
                compared[name] = value.DeepClone();
        }

        if (record["gateways"] is JsonArray gateways)
            compared["gateways"] = new JsonArray([.. gateways.Select(gateway => (JsonNode)Comparable(gateway!.AsObject()))]);
        return compared;
    }

    // An identifier is there or not; which one it is differs from run to run.
    private static JsonObject Comparable(JsonObject gateway)
    {
        var compared = new JsonObject();
        foreach (var (name, value) in gateway)
            compared[name] = name is "name" or "proof" or "issuer" ? value?.DeepClone() : "…";

        return compared;
    }
}
