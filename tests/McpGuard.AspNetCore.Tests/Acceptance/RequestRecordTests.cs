using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using McpGuard.Testing;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Whatever is sent, and from how many sides: requests in are decisions recorded, and each that was allowed has one outcome.</summary>
[Category("AUD-1")]
[Category("LOG-5")]
internal sealed class RequestRecordTests
{
    private const int Requests = 10_000;
    private const int Senders = 8;
    private const int Seed = 20261125;

    private readonly string _directory = Directory.CreateTempSubdirectory("mcpguard-counted-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Requests_in_are_decisions_recorded_and_each_record_is_one_line()
    {
        var kinds = new ConcurrentDictionary<string, int>();
        RecordingAuditSink audit;
        await using (var server = await GuardedWebServer.StartAsync(Configure))
        {
            await Task.WhenAll(
                Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendAsync(server, new RandomRequests(server, Seed + sender), kinds))));
            await Eventually.IsTrueAsync(() => server.Audit.Decisions.Count >= Requests);
            audit = server.Audit;
        }

        TestContext.Out.WriteLine(string.Join(", ", kinds.OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => $"{kind.Key} {kind.Value}")));
        AuditRecord[] records = [.. audit.Records];
        var decisions = records.Where(record => record.Event == AuditEvent.Decision).ToArray();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(decisions, Has.Length.EqualTo(Requests));
            Assert.That(decisions.Select(record => record.OperationId), Is.Unique);
            Assert.That(Unmatched(records), Is.Empty);
            Assert.That(decisions.Select(record => record.Reason).Distinct().Count(), Is.GreaterThan(20), "The requests were of many kinds.");
        }

        AssertLogHas(records);
    }

    private static async Task SendAsync(GuardedWebServer server, RandomRequests requests, ConcurrentDictionary<string, int> kinds)
    {
        for (var i = 0; i < Requests / Senders; i++)
        {
            var (kind, send) = requests.Next();
            kinds.AddOrUpdate(kind, 1, (_, count) => count + 1);
            await send(server);
        }
    }

    // What the operations without their one outcome were.
    private static IEnumerable<string> Unmatched(AuditRecord[] records)
    {
        var outcomes = records.Where(record => record.Event == AuditEvent.Outcome).Select(record => record.OperationId).CountBy(id => id).ToDictionary();
        var allowed = Allowed(records).ToDictionary(record => record.OperationId);
        return allowed.Values.Where(record => outcomes.GetValueOrDefault(record.OperationId) != 1)
            .Select(record => $"{outcomes.GetValueOrDefault(record.OperationId)} outcomes of {record.Method} {record.Target}")
            .Concat(outcomes.Keys.Where(id => !allowed.ContainsKey(id)).Select(id => $"an outcome of {id}, which was not allowed"))
            .Distinct();
    }

    private void AssertLogHas(AuditRecord[] records)
    {
        var lines = AuditReader.Read(_directory).Select(entry => JsonNode.Parse(entry.Json)!).ToArray();
        var bytes = Directory.EnumerateFiles(_directory, "audit-*.jsonl").Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToArray();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Ids(lines, "decision"), Is.EquivalentTo(Ids(records, AuditEvent.Decision)));
            Assert.That(Ids(lines, "outcome"), Is.EquivalentTo(Ids(records, AuditEvent.Outcome)));
            Assert.That(
                bytes.All(segment => segment.All(b => b is (byte)'\n' or (>= (byte)' ' and <= (byte)'~'))),
                Is.True,
                "nothing that an editor or a terminal would interpret");
            Assert.That(bytes.SelectMany(Lines).Select(line => JsonNode.Parse(line)), Has.None.Null);
            Assert.That(AuditVerifier.Verify(_directory).Findings.Where(finding => finding.IsProblem), Is.Empty);
        }
    }

    private void Configure(McpGuardOptions options)
    {
        options.MaxRequestBodyBytes = RandomRequests.MaxBodyBytes;
        options.Audit.Refusals.PerMinutePerAddress = options.Audit.Refusals.PerMinute = 2 * Requests;
        options.Audit.File.Directory = _directory;
        options.Audit.File.MaxSegmentBytes = 1024 * 1024;
    }

    private static IEnumerable<AuditRecord> Allowed(IEnumerable<AuditRecord> records) => records.Where(record => record.Effect == AuditEffect.Allow);

    private static IEnumerable<string> Ids(AuditRecord[] records, AuditEvent @event) =>
        records.Where(record => record.Event == @event).Select(record => record.RecordId);

    private static IEnumerable<string> Ids(JsonNode[] lines, string @event) =>
        lines.Where(line => (string?)line["event"] == @event).Select(line => (string)line["record_id"]!);

    private static string[] Lines(byte[] segment) => Encoding.ASCII.GetString(segment).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
