using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>
/// A client plants one mark everywhere that has room for a secret. What names something (a tool, a resource's URI, a task, the
/// request's id) is recorded on purpose, so a secret does not belong there.
/// </summary>
[Category("LOG-1")]
[Category("LOG-3")]
[NonParallelizable]
internal sealed class PlantedSecretTests
{
    private const string Canary = "canary7f3a";
    private const string Meta = $$"""
        "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"elicitation":{} },
        "token":"{{Canary}}","tracestate":"a={{Canary}}","baggage":"key={{Canary}}","traceparent":"00-{{Canary}}","progressToken":"{{Canary}}"}
        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("mcpguard-planted-").FullName;
    private readonly List<WireAnswer> _answers = [];
    private LogTrap _trap = null!;
    private MeterTrap _meters = null!;

    [SetUp]
    public void SetUp()
    {
        _answers.Clear();
        _trap = new LogTrap();
        _meters = new MeterTrap();
    }

    [TearDown]
    public void TearDown()
    {
        _meters.Dispose();
        _trap.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Test]
    public async Task Secret_is_found_in_no_record_log_metric_trace_or_refusal()
    {
        IReadOnlyList<AuditRecord> records;
        await using (var server = await StartAsync())
        {
            foreach (var version in new[] { null, "2026-07-28" })
            {
                foreach (var (method, members) in Requests())
                    await SendAsync(server, Request(method, members, version));
            }

            await SendAsync(server, new WireRequest($$"""{"jsonrpc":"2.0","method":"notifications/progress","params":{"message":"{{Canary}}"} }"""));
            await SendAsync(server, new WireRequest($$"""{"jsonrpc":"2.0","id":1,"result":{"answer":"{{Canary}}"} }"""));
            await SendAsync(server, new WireRequest($$"""{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"{{Canary}}"} }"""));
            server.Audit.Fails = true;
            await SendAsync(server, Request("tools/call", $$"""
                "name":"echo","arguments":{"message":"{{Canary}}"}
                """, null));
            server.Audit.Fails = false;
            records = server.Audit.Records;
        }

        var log = Directory.EnumerateFiles(_directory, "*", SearchOption.AllDirectories).Select(File.ReadAllText).ToArray();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(records.Count(record => record.Event == AuditEvent.Decision), Is.EqualTo(_answers.Count - 1));
            Assert.That(records.Count(record => record.ArgumentDigest is not null), Is.GreaterThan(5), "Arguments were on record.");
            Assert.That(_meters.Measured, Has.Some.Contains("mcpguard.decisions"));
            Assert.That(log, Has.Some.Contains("\"argument_names\":[\"message\"]"));
            Assert.That(Hits(records.Select(record => record.ToString())), Is.Empty);
            Assert.That(Hits(log), Is.Empty);
            Assert.That(Hits(_trap.Logged("McpGuard")), Is.Empty);
            Assert.That(Hits(_trap.Traced), Is.Empty);
            Assert.That(Hits(_meters.Measured), Is.Empty);
            Assert.That(
                Hits(
                    _answers.Where(answer => answer.Error is not null && answer.Status != 200)
                        .Select(answer => answer.Body + string.Join(' ', answer.Challenges))),
                Is.Empty);
        }
    }

    private static IEnumerable<(string Method, string Members)> Requests() =>
    [
        ("tools/call", $$"""
            "name":"echo","arguments":{"message":"{{Canary}}"}
            """),
        ("tools/call", $$"""
            "name":"files_write","arguments":{"path":"{{Canary}}"}
            """),
        ("tools/call", $$"""
            "name":"nope","arguments":{"message":{"deep":["{{Canary}}"]} }
            """),
        ("tools/call", $$"""
            "name":"echo","arguments":{"message":"a"},"requestState":"{{Canary}}"
            """),
        ("tools/call", $$"""
            "name":"echo","arguments":{"message":"a"},"inputResponses":{"q":{"action":"accept","content":{"pin":"{{Canary}}"} } }
            """),
        ("tools/call", $$"""
            "name":"echo","arguments":"{{Canary}}"
            """),
        ("tools/call", $$"""
            "name":"fails","arguments":{"text":"{{Canary}}"}
            """),
        ("prompts/get", $$"""
            "name":"letter","arguments":{"to":"{{Canary}}"}
            """),
        ("completion/complete", $$"""
            "ref":{"type":"ref/prompt","name":"letter"},"argument":{"name":"to","value":"{{Canary}}"},"context":{"arguments":{"a":"{{Canary}}"} }
            """),
        ("tools/list", $$"""
            "cursor":"{{Canary}}"
            """),
        ("no/such", $$"""
            "text":"{{Canary}}"
            """),
        ("logging/setLevel", $$"""
            "level":"{{Canary}}"
            """),
    ];

    private static WireRequest Request(string method, string members, string? version)
    {
        var request = new WireRequest(
            $$"""{"jsonrpc":"2.0","id":7,"method":"{{method}}","params":{ {{members}}{{(version is null ? "" : $",{Meta}")}} } }""",
            path: $"/mcp?key={Canary}");
        if (version is null)
            return request;

        request.With("MCP-Protocol-Version", version).With("Mcp-Method", method);
        return JsonNode.Parse($"{{{members}}}")!["name"] is { } name ? request.With("Mcp-Name", (string)name!) : request;
    }

    private async Task SendAsync(GuardedWebServer server, WireRequest request) => _answers.Add(await request
        .With("Cookie", $"session={Canary}").With("DPoP", Canary).With("Proxy-Authorization", $"Basic {Canary}").With("X-Api-Key", Canary)
        .With("User-Agent", Canary).With("Referer", $"https://{Canary}.example/").With("tracestate", $"a={Canary}").With("Mcp-Param-Pin", Canary)
        .WithToken(server.NewToken().Build()).SendAsync(server));

    private Task<GuardedWebServer> StartAsync() => GuardedWebServer.StartAsync(
        options => options.Audit.File.Directory = _directory,
        mcp =>
        {
            mcp.Services.AddLogging(_trap.AddTo);
            mcp.WithTools(
                [McpServerTool.Create([AllowAnyCaller] string (string text) => throw new InvalidOperationException("It failed."), new() { Name = "fails" })]);
            mcp.WithPrompts([McpServerPrompt.Create([AllowAnyCaller] (string to) => $"Dear {to}", new() { Name = "letter" })]);
            mcp.WithCompleteHandler((_, _) => new(new CompleteResult()));
        });

    private static IEnumerable<string> Hits(IEnumerable<string> texts) => texts.Where(text => text.Contains(Canary, StringComparison.Ordinal));
}
