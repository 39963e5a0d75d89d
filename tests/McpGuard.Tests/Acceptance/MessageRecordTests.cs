using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpGuard.Tests.Acceptance;

/// <summary>
/// On a stream, as over HTTP: messages in are decisions recorded, each that was allowed has one outcome, and each record is one line.
/// Input that is not a message never becomes one: the server's transport drops it.
/// </summary>
[TestFixture]
[Category("AUD-1")]
[Category("LOG-5")]
internal sealed class MessageRecordTests
{
    private const int Messages = 600;
    private const int Seed = 20261126;

    private static readonly string[] _texts =
    [
        "plain", "a\\n{\\\"event\\\":\\\"decision\\\"}", "a|b", "\\u2028\\u2029", "\u2028", "\\u0000", "\\ud83d\\ude00", "\\u001b[31mred", "\u202eabc", new(
            'a', 3000),
    ];

    // Half of a character, which no text can hold.
    private static readonly string[] _halves =
    [
        "\"name\":\"\\ud800\"", "\"uri\":\"\\ud800\"", "\"taskId\":\"\\ud800\"", "\"clientInfo\":{\"name\":\"\\ud800\"}", "\"requestState\":\"\\ud800\"",
        "\"name\":\"open\",\"arguments\":{\"text\":\"\\ud800\"}", "\"name\":\"open\",\"arguments\":{\"\\ud800\":1}", "\"protocolVersion\":\"\\ud800\"",
        "\"ref\":{\"type\":\"\\ud800\",\"name\":\"\\ud800\"}",
    ];

    private static readonly string[] _dropped =
        ["x", "{", "[]", "null", "\"text\"", "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]", "{\"a\":\"\\ud800\""];

    private readonly Random _random = new(Seed);
    private readonly string _directory = Directory.CreateTempSubdirectory("mcpguard-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Messages_in_are_decisions_recorded_and_each_record_is_one_line()
    {
        var audit = new RecordingAuditSink();
        using var authority = new TestAuthority();
        var (toServer, toClient) = (new Pipe(), new Pipe());
        using (var host = Build(authority, audit, toServer.Reader.AsStream(), toClient.Writer.AsStream()))
        {
            await host.StartAsync();
            var answers = toClient.Reader.CopyToAsync(Stream.Null);
            audit.Clear();
            for (var i = 0; i < Messages; i++)
            {
                if (_random.Next(5) == 0)
                    await SendAsync(toServer.Writer, Pick(_dropped));

                await SendAsync(toServer.Writer, Next(authority));
            }

            await Eventually.IsTrueAsync(() => audit.Decisions.Count >= Messages);
            await toServer.Writer.CompleteAsync();
            await host.StopAsync();
            await toClient.Writer.CompleteAsync();
            await answers;
        }

        AssertAllIsRecorded(audit);
    }

    private void AssertAllIsRecorded(RecordingAuditSink audit)
    {
        var allowed = audit.Decisions.Where(record => record.Effect == AuditEffect.Allow).Select(record => record.OperationId);
        var lines = AuditReader.Read(_directory).Select(entry => entry.Json).ToArray();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(audit.Decisions, Has.Count.EqualTo(Messages));
            Assert.That(audit.Outcomes.Select(record => record.OperationId), Is.EquivalentTo(allowed));
            Assert.That(audit.Decisions.Select(record => record.Reason).Distinct().Count(), Is.AtLeast(8), "The messages were of many kinds.");
            Assert.That(lines.Count(line => (string?)JsonNode.Parse(line)!["event"] == "decision"), Is.EqualTo(Messages));
            Assert.That(lines, Has.All.Match("^[\\x20-\\x7e]*$"));
            Assert.That(AuditVerifier.Verify(_directory).Findings.Where(finding => finding.IsProblem), Is.Empty);
        }
    }

    private IHost Build(TestAuthority authority, RecordingAuditSink audit, Stream input, Stream output)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddMcpServer()
            .WithStreamServerTransport(input, output)
            .WithTools([Probe.Open().Tool, Probe.Read().Tool])
            .WithTokenFromRequestMeta()
            .WithMcpGuard(options =>
            {
                options.Resource = GuardedTestServer.Resource;
                options.MaxRequestBodyBytes = 8192;
                options.Audit.Refusals.PerMinutePerAddress = options.Audit.Refusals.PerMinute = Messages;
                options.Audit.File.Directory = _directory;
                options.Audit.File.MaxSegmentBytes = 64 * 1024;
            })
            .WithTestAuthority(authority)
            .WithRecordedAudit(audit);
        return builder.Build();
    }

    private string Next(TestAuthority authority)
    {
        var good = authority.Token(GuardedTestServer.Resource).Build();
        var meta = $"\"_meta\":{{\"{McpGuardDefaults.TokenMetaKey}\":\"{good}\",\"traceparent\":{Text()}}}";
        var expired = $"\"_meta\":{{\"{McpGuardDefaults.TokenMetaKey}\":\"{authority.Token(GuardedTestServer.Resource).WithTimes(-600, -300).Build()}\"}}";
        return _random.Next(15) switch
        {
            0 or 1 => Request("tools/call", $"\"name\":\"open\",\"arguments\":{{\"text\":{Text()}}},{meta}"),
            2 => Request("tools/call", $"\"name\":\"read\",\"arguments\":{{{Text()}:1}},{meta}"),
            3 => Request("tools/call", $"\"name\":{Text()},{meta}"),
            4 => Request("tools/call", meta),
            5 => Request("tools/call", "\"name\":\"open\""),
            6 => Request("tools/call", $"\"name\":\"open\",{expired}"),
            7 => Request("tools/call", $"\"name\":\"open\",\"arguments\":{{\"text\":\"{new string('x', 9000)}\"}},{meta}"),
            8 => Request("tools/call", $"\"name\":\"open\",\"arguments\":{{\"text\":\"a\",\"TEXT\":\"b\"}},{meta}"),
            9 => Request("tools/call", $"\"name\":\"open\",\"Arguments\":{{}},{meta}"),
            10 => Request(Pick("tools/list", "prompts/list", "ping", "no/such", "tasks/get"), meta),
            11 => Request("initialize", $"\"protocolVersion\":{Text()},\"capabilities\":{{}},\"clientInfo\":{{\"name\":{Text()},\"version\":{Text()}}},{meta}"),
            12 => $"{{\"jsonrpc\":\"2.0\",\"method\":\"notifications/{Pick("initialized", "other")}\",\"params\":{{{Pick(meta, "\"x\":1")}}}}}",
            13 => Request(
                Pick("tools/call", "prompts/get", "resources/read", "initialize", "ping", "tasks/get", "completion/complete"), $"{Pick(_halves)},{meta}"),
            _ => """{"jsonrpc":"2.0","id":1,"result":{}}""",
        };
    }

    private string Request(string method, string members) =>
        $"{{\"jsonrpc\":\"2.0\",\"id\":{Text()},\"method\":\"{method}\",\"params\":{{{members}}}}}";

    private static async Task SendAsync(PipeWriter writer, string line) => await writer.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));

    private string Text() => $"\"{Pick(_texts)}\"";

    private string Pick(params string[] all) => all[_random.Next(all.Length)];
}
