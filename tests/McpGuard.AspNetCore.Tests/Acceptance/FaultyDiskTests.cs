using System.Text.Json.Nodes;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>A disk that is full or read-only: a call that cannot be recorded does not run, and calls run again when the disk can be written.</summary>
[Category("AUD-3")]
internal sealed class FaultyDiskTests
{
    private const int Refused = 5;

    [Test]
    public async Task Full_disk_refuses_calls_until_it_has_room_again()
    {
        using var disk = RealDisk.Small();

        await AssertRefusesAndHealsAsync(disk, disk.Fill, disk.MakeRoom);
    }

    [Test]
    public async Task Read_only_disk_refuses_calls_until_it_can_be_written_again()
    {
        using var disk = RealDisk.Lockable();

        await AssertRefusesAndHealsAsync(disk, () => disk.SetReadOnly(true), () => disk.SetReadOnly(false));
    }

    [Test]
    public void Startup_fails_for_read_only_disk()
    {
        using var disk = RealDisk.Lockable();
        disk.SetReadOnly(true);

        Assert.That(() => StartAsync(disk), Throws.InstanceOf<McpGuardConfigurationException>().With.Message.Contains("McpGuard:Audit:File"));
    }

    private static async Task AssertRefusesAndHealsAsync(RealDisk disk, Action fails, Action heals)
    {
        IReadOnlyList<AuditRecord> records;
        await using (var server = await StartAsync(disk))
        {
            Assert.That((await CallAsync(server)).Verdict, Is.EqualTo(200));
            fails();

            // What the last block has left may take a record or two.
            var ran = 1;
            for (; ran < 20 && (await CallAsync(server)).ErrorCode is null; ran++)
            {
            }

            for (var i = 1; i < Refused; i++)
            {
                var refusal = await CallAsync(server);
                Assert.That(
                    (refusal.Verdict, refusal.ErrorCode), Is.EqualTo((503, (int?)50301)), "The log is known to fail, so the server does not see the call.");
            }

            var unauthenticated = await new WireRequest().SendAsync(server);
            Assert.That((unauthenticated.Verdict, unauthenticated.ErrorCode), Is.EqualTo((503, (int?)50301)));
            Assert.That(server.Tools.Calls, Has.Count.EqualTo(ran));

            heals();
            Assert.That((await CallAsync(server)).Verdict, Is.EqualTo(200));
            Assert.That(server.Tools.Calls, Has.Count.EqualTo(ran + 1));
            records = server.Audit.Records;
        }

        AssertLossIsOnRecord(disk, records);
    }

    // The other sink has all of them.
    private static void AssertLossIsOnRecord(RealDisk disk, IReadOnlyList<AuditRecord> records)
    {
        var log = AuditReader.Read(disk.Log).Select(entry => JsonNode.Parse(entry.Json)!).ToArray();
        var kept = log.Select(record => (string?)record["record_id"]).ToHashSet();
        var lost = records.Where(record => !kept.Contains(record.RecordId)).ToArray();
        var loss = log.Single(record => (string?)record["event"] == "records_lost");
        using (Assert.EnterMultipleScope())
        {
            // The decision of each refused request, and of the first, which was allowed, that it failed without a record.
            Assert.That(lost, Has.Length.EqualTo(Refused + 2));
            Assert.That(((string?)loss["sink"], (int?)loss["lost"]), Is.EqualTo(("File", (int?)lost.Length)));
            Assert.That(AuditVerifier.Verify(disk.Log).Findings.Where(finding => finding.IsProblem), Is.Empty);
        }
    }

    private static Task<GuardedWebServer> StartAsync(RealDisk disk) => GuardedWebServer.StartAsync(options => options.Audit.File.Directory = disk.Log);

    private static Task<WireAnswer> CallAsync(GuardedWebServer server) => new WireRequest().WithToken(server.NewToken().Build()).SendAsync(server);
}
