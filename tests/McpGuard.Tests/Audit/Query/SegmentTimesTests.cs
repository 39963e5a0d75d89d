namespace McpGuard.Tests.Audit.Query;

/// <summary>Segments of another time are not opened, and none is missed that could hold what is asked for.</summary>
[TestFixture]
internal sealed class SegmentTimesTests
{
    private AuditLog _log = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        // One segment a week, each with a record of its first moment.
        _log = new(options => options.MaxSegmentAge = TimeSpan.FromDays(1));
        await using var file = _log.Open();
        for (var week = 0; week < 5; week++)
        {
            await file.AppendAsync(
                System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(Recorded.Decision(Week(week)), AuditJson.Default.AuditRecord),
                AuditDurability.Flushed,
                CancellationToken.None);

            // The log looks around once a second, which for a week would take long.
            _log.Time.AdjustTime(_log.Time.GetUtcNow() + TimeSpan.FromDays(7) - AuditFile.FlushInterval);
            _log.Time.Advance(AuditFile.FlushInterval);
        }
    }

    [TearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public void Segments_of_another_time_are_not_opened()
    {
        Assert.That(_log.Segments, Has.Length.GreaterThanOrEqualTo(3));

        // What stands in a segment that is opened would be told of. How late a record in the last one can be, nothing tells.
        File.AppendAllText(_log.Segments[0], "early\n");
        File.AppendAllText(_log.Segments[^2], "late\n");

        Assert.That(AuditReader.Read(_log.Directory, new AuditQuery { From = Week(2), Until = Week(2).AddDays(2) }), Has.All.Property("IsReadable").True);
        Assert.That(AuditReader.Read(_log.Directory).Count(entry => !entry.IsReadable), Is.GreaterThanOrEqualTo(1));
    }

    [Test]
    public void Each_record_is_found_by_its_own_time([Range(0, 4)] int week) =>
        Assert.That(
            AuditReader.Read(_log.Directory, new AuditQuery { From = Week(week), Until = Week(week).AddSeconds(1) }).Single().Time, Is.EqualTo(Week(week)));

    [Test]
    public void Earliest_and_latest_time_are_accepted()
    {
        var all = new AuditQuery { From = DateTimeOffset.MinValue, Until = DateTimeOffset.MaxValue };

        Assert.That(AuditReader.Read(_log.Directory, all).Count(), Is.EqualTo(5));
    }

    [Test]
    public void Segment_with_a_broken_header_is_read()
    {
        var segment = _log.Segments[0];
        File.WriteAllText(segment, "broken\n" + File.ReadAllText(segment));

        Assert.That(
            AuditReader.Read(_log.Directory, new AuditQuery { Until = Week(0).AddSeconds(1) }).Select(entry => entry.IsReadable),
            Is.EqualTo(new[] { false, true }));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task No_record_is_missed_after_the_clock_was_corrected(bool hasNextSegment)
    {
        using var log = new AuditLog();
        log.Time.AdjustTime(Week(500));
        await AppendAsync(500);
        log.Time.AdjustTime(Week(0));
        await AppendAsync(0);
        if (hasNextSegment)
        {
            log.Options.MaxSegmentBytes = 4096;
            await log.WriteAsync(20);
        }

        foreach (var week in new[] { 0, 500 })
            Assert.That(
                AuditReader.Read(log.Directory, new AuditQuery { From = Week(week), Until = Week(week).AddSeconds(1) }).First(entry => entry.Segment == 1).Time,
                Is.EqualTo(Week(week)));

        async Task AppendAsync(int week)
        {
            await using var file = log.Open();
            await file.AppendAsync(
                System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(Recorded.Decision(Week(week)), AuditJson.Default.AuditRecord),
                AuditDurability.Flushed,
                CancellationToken.None);
        }
    }

    private static DateTimeOffset Week(int number) => Callers.Now.AddDays(7 * number);
}
