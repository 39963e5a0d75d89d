using McpGuard.Testing;
using McpGuard.Tests.Audit.Ocsf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol;

namespace McpGuard.Tests.Recording.Sinks;

[TestFixture]
internal sealed class OcsfAuditSinkTests
{
    private string _folder = null!;

    private string Path => System.IO.Path.Combine(_folder, "events.jsonl");

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("mcpguard-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Record_is_one_line_of_the_file()
    {
        using var sink = Open(Path);
        var record = AuditSamples.Decision(AuditEffect.Deny, ReasonCode.ScopeInsufficient, target: "a\r\nb");

        await sink.WriteAsync(record, CancellationToken.None);

        Assert.That(File.ReadAllLines(Path), Is.EqualTo(new[] { OcsfEvent.ToJson(record) }));
    }

    [Test]
    public void Without_a_file_nothing_is_written()
    {
        using var sink = Open(null);

        Assert.That(async () => await sink.WriteAsync(AuditSamples.Event(AuditEvent.GuardStarted), CancellationToken.None), Throws.Nothing);
        Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty);
    }

    [Test]
    public void Startup_fails_for_file_that_cannot_be_written_and_names_the_option_and_the_fix()
    {
        using var sink = Open(System.IO.Path.Combine(_folder, "missing", "events.jsonl"));

        Assert.That(sink.Problem, Does.Contain("McpGuard:Audit:Ocsf:File is").And.Contain("Name a file in a directory"));
        Assert.That(() => new AuditHarness(null, sink), Throws.InstanceOf<McpGuardConfigurationException>().With.Message.Contains(sink.Problem!));
    }

    [Test]
    [Category("LOG-1")]
    [Category("LOG-3")]
    public async Task All_records_of_a_server_are_exported_by_the_schema_and_without_secrets()
    {
        const string Secret = "canary7f3a";
        List<string> tokens = [];
        await using (var server = await GuardedTestServer.StartAsync(mcp =>
        {
            mcp.WithTools([Probe.Read().Tool, Probe.Open().Tool]);
            mcp.Services.Configure<McpGuardOptions>(options => options.Audit.Ocsf.File = Path);
        }))
        {
            await using var client = await server.ConnectAsync();
            await client.ListToolsAsync();
            await CallAsync(server.NewToken().WithScopes("notes:read"), "read");
            await CallAsync(server.NewToken(), "read");
            await CallAsync(server.NewToken().With("aud", "https://other.example"), "open");
            await CallAsync(server.NewToken(), "open");

            async Task CallAsync(TestTokenBuilder token, string tool)
            {
                tokens.Add(server.Token = token.Build());
                try
                {
                    await client.CallToolAsync(tool, new Dictionary<string, object?> { ["text"] = Secret });
                }
                catch (McpException)
                {
                    // Refused, and that is recorded too.
                }
            }
        }

        var events = File.ReadAllLines(Path);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(events.SelectMany(OcsfValidator.Problems), Is.Empty);
            Assert.That(events[0], Does.Contain("\"event_code\":\"guard_started\""));
            Assert.That(events[^1], Does.Contain("\"event_code\":\"guard_stopped\""));
            Assert.That(
                events,
                Has.Some.Contains("\"status_detail\":\"scope_insufficient\"").And.Some.Contains("\"status_detail\":\"audience_mismatch\"").And.Some.Contains(
                    "\"message\":\"tools/call open: succeeded\""));
            Assert.That(string.Concat(events), Does.Not.Contain(Secret));
            foreach (var part in tokens.SelectMany(token => token.Split('.')).Where(part => part.Length > 20))
                Assert.That(string.Concat(events), Does.Not.Contain(part));
        }
    }

    private static OcsfAuditSink Open(string? path) => new(Options.Create(new McpGuardOptions { Audit = { Ocsf = { File = path } } }));
}
