using System.Diagnostics.Metrics;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Recording.Sinks;

/// <summary>A sink that is slow, or never answers, costs its deadline and no more.</summary>
[TestFixture(true)]
[TestFixture(false)]
[Category("AUD-3")]
internal sealed class SlowSinkTests(bool blocks)
{
    private static readonly TimeSpan _deadline = new AuditOptions().WriteTimeout;

    private HangingSink _sink = null!;

    [SetUp]
    public void SetUp() => _sink = new(blocks);

    [TearDown]
    public void TearDown() => _sink.Release();

    [TestCase(AuditFailureMode.DenyCall, false)]
    [TestCase(AuditFailureMode.LogAndContinue, true)]
    public async Task Sink_that_never_answers_has_failed_at_its_deadline(AuditFailureMode mode, bool goesOn)
    {
        var audit = new AuditHarness(options => options.Audit.FailureMode = mode, _sink);

        var first = audit.AllowAsync();
        await StallAsync(audit);

        Assert.That(await first, Is.EqualTo(goesOn));
        Assert.That(audit.Log.Collector.LatestRecord.Message, Does.Contain("has not answered for an audit record within 5 s"));
    }

    [TestCase(AuditFailureMode.DenyCall, false)]
    [TestCase(AuditFailureMode.LogAndContinue, true)]
    public async Task No_call_waits_for_a_stalled_sink(AuditFailureMode mode, bool goesOn)
    {
        var audit = new AuditHarness(options => (options.Audit.FailureMode, options.Audit.QueueLimit) = (mode, 100), _sink);
        _ = audit.AllowAsync();
        await StallAsync(audit);

        for (var i = 0; i < 3000; i++)
        {
            var call = audit.AllowAsync();
            Assert.That(call.IsCompleted, Is.True);
            Assert.That(await call, Is.EqualTo(goesOn));
        }

        var route = audit.Routes.Failing.Single();
        Assert.That(route.Pending, Is.LessThanOrEqualTo(100));
        Assert.That(_sink.Entered, Is.LessThanOrEqualTo(blocks ? 1 : SinkWriter.MaxConcurrent + 1), "One more shows whether it works again.");
    }

    [Test]
    public async Task Outcome_never_keeps_its_result_waiting()
    {
        var audit = new AuditHarness(null, _sink);

        for (var i = 0; i < 100; i++)
            Assert.That(audit.EndAsync().IsCompleted, Is.True);

        _sink.Release();
        await audit.Routes.DrainAsync();
        Assert.That(_sink.Records, Has.Count.EqualTo(100));
    }

    [Test]
    public async Task Records_that_have_no_room_are_lost_and_counted()
    {
        var audit = new AuditHarness(options => options.Audit.Sinks["HangingSink"] = new() { QueueLimit = 10 }, _sink);
        using var lost = new MetricCollector<long>(audit.Meters, McpGuardDefaults.Meter, "mcpguard.audit.lost");

        for (var i = 0; i < 25; i++)
            await audit.EndAsync();

        Assert.That(audit.Routes.Failing.Single().Lost, Is.EqualTo(15));
        Assert.That(lost.GetMeasurementSnapshot(), Has.Count.EqualTo(15));
        Assert.That(
            audit.Log.Collector.GetSnapshot().Where(entry => entry.Message.Contains("accepts no audit records", StringComparison.Ordinal)).ToList(),
            Has.Count.EqualTo(1));

        _sink.Release();
        await Eventually.IsTrueAsync(() => !audit.Routes.Failing.Any());
        await audit.Routes.DrainAsync();
        Assert.That(_sink.Records.Where(record => record.Event == AuditEvent.RecordsLost).Sum(record => record.Lost), Is.EqualTo(15));
    }

    [Test]
    public async Task Sink_that_answers_again_is_asked_again()
    {
        var audit = new AuditHarness(null, _sink);
        var late = audit.AllowAsync();
        await StallAsync(audit);
        Assert.That(await late, Is.False);
        Assert.That(await audit.AllowAsync(), Is.False);

        _sink.Release();
        await Eventually.IsTrueAsync(() => !audit.Routes.Failing.Any());

        Assert.That(await audit.AllowAsync(), Is.True);
        await audit.Routes.DrainAsync();
        Assert.That(_sink.Records.Sum(record => record.Lost ?? 0), Is.EqualTo(1));
        Assert.That(_sink.Records.Select(record => record.Event), Has.Member(AuditEvent.Decision), "What was late is written.");
    }

    [Test]
    public async Task Sinks_that_hang_together_are_waited_for_together()
    {
        var other = new HangingSink(blocks) { Name = "Other" };
        var audit = new AuditHarness(null, _sink, other);
        var call = audit.AllowAsync();
        await Eventually.IsTrueAsync(() => _sink.Entered == 1 && other.Entered == 1);

        audit.Time.Advance(_deadline + TimeSpan.FromSeconds(1));

        Assert.That(await call, Is.False);
        other.Release();
    }

    [Test]
    public async Task Sink_has_its_own_deadline()
    {
        var audit = new AuditHarness(options => options.Audit.Sinks["HangingSink"] = new() { WriteTimeout = TimeSpan.FromMilliseconds(100) }, _sink);
        var call = audit.AllowAsync();
        await Eventually.IsTrueAsync(() => _sink.Entered == 1);

        audit.Time.Advance(TimeSpan.FromMilliseconds(200));

        Assert.That(await call, Is.False);
    }

    [Test]
    public async Task Other_sinks_have_the_record_of_a_call_that_a_stalled_one_refuses()
    {
        var other = new RecordingAuditSink();
        var audit = new AuditHarness(null, _sink, other);
        var first = audit.AllowAsync();
        await StallAsync(audit);
        await first;

        await audit.AllowAsync();

        Assert.That(other.Decisions, Has.Count.EqualTo(2));
        Assert.That(other.Outcomes.Select(record => record.Reason), Is.EqualTo(new ReasonCode?[] { ReasonCode.AuditUnavailable, ReasonCode.AuditUnavailable }));
    }

    [Test]
    public async Task Unanswered_records_of_a_sink_are_measured()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var (meters, time) = (services.GetRequiredService<IMeterFactory>(), new FakeTimeProvider(Callers.Now));
        using var pending = new MetricCollector<int>(meters, McpGuardDefaults.Meter, "mcpguard.audit.pending");
        using var age = new MetricCollector<double>(meters, McpGuardDefaults.Meter, "mcpguard.audit.pending.age");
        await using var routes = new AuditRoutes(
            [_sink], new GuardMetrics(meters), Options.Create(new McpGuardOptions()), time, NullLogger<AuditRoutes>.Instance);
        await routes.TryWriteAsync(Recorded.Outcome(Callers.Now).Content);
        time.Advance(TimeSpan.FromSeconds(2));

        pending.RecordObservableInstruments();
        age.RecordObservableInstruments();

        Assert.That(
            pending.GetMeasurementSnapshot().Where(measurement => (string?)measurement.Tags["mcpguard.sink"] == "HangingSink")
                .Max(measurement => measurement.Value),
            Is.EqualTo(1));
        Assert.That(
            age.GetMeasurementSnapshot().Where(measurement => (string?)measurement.Tags["mcpguard.sink"] == "HangingSink")
                .Max(measurement => measurement.Value),
            Is.EqualTo(2));
        _sink.Release();
    }

    private async Task StallAsync(AuditHarness audit)
    {
        await Eventually.IsTrueAsync(() => _sink.Entered > 0);
        audit.Time.Advance(_deadline);
        audit.Time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.IsTrueAsync(() => audit.Routes.Failing.Any(route => route.IsStalled));
    }
}
