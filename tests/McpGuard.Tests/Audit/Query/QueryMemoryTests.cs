using System.Text.Json;

namespace McpGuard.Tests.Audit.Query;

[TestFixture]
internal sealed class QueryMemoryTests
{
    private const int Records = 200_000;
    private const int RecordsBetweenLooks = 20_000;
    private const long MaxGrowth = 1024 * 1024;

    [Test]
    public async Task Memory_stays_flat_however_long_the_log_is()
    {
        using var log = new AuditLog(options => options.MaxSegmentBytes = 16 * 1024 * 1024);
        await using (var file = log.Open())
        {
            var record = JsonSerializer.SerializeToUtf8Bytes(Recorded.Decision(Callers.Now), AuditJson.Default.AuditRecord);
            for (var i = 0; i < Records; i++)
                await file.AppendAsync(record, AuditDurability.Buffered, CancellationToken.None);
        }

        var (count, first, most) = (0, 0L, 0L);
        foreach (var entry in AuditReader.Read(log.Directory, new AuditQuery { Subject = "alice" }))
        {
            count++;
            if (entry.Seq % RecordsBetweenLooks != 0)
                continue;

            var held = GC.GetTotalMemory(forceFullCollection: true);
            first = first == 0 ? held : first;
            most = Math.Max(most, held);
        }

        Assert.That(count, Is.EqualTo(Records));
        Assert.That(most - first, Is.LessThan(MaxGrowth));
    }
}
