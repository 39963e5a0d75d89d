using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGuard.Tests.Telemetry;

/// <summary>What becomes of records, in numbers.</summary>
[TestFixture]
internal sealed class AuditMetricTests
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    private IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    [OneTimeTearDown]
    public void TearDown() => _services.Dispose();

    [Test]
    public async Task Each_sink_is_measured_and_its_losses_are_counted()
    {
        var audit = new AuditHarness();
        using var writes = new MetricCollector<double>(audit.Meters, McpGuardDefaults.Meter, "mcpguard.audit.write.duration");
        using var lost = new MetricCollector<long>(audit.Meters, McpGuardDefaults.Meter, "mcpguard.audit.lost");

        await audit.Trail.RecordOutcomeAsync(audit.AllowedOperation(), AuditOutcome.Succeeded);
        audit.Sink.Fails = true;
        await audit.Trail.RecordOutcomeAsync(audit.AllowedOperation(), AuditOutcome.Succeeded);

        Assert.That(writes.GetMeasurementSnapshot().Select(measurement => (measurement.Tags["mcpguard.sink"], measurement.Tags["mcpguard.outcome"])),
            Is.EqualTo(new[] { ("Recording", "ok"), ("Recording", "failed") }));
        Assert.That(
            lost.GetMeasurementSnapshot().Select(measurement => (measurement.Value, measurement.Tags["mcpguard.sink"])),
            Is.EqualTo(new[] { (1L, "Recording") }));
    }

    [Test]
    public async Task Queue_of_the_file_and_its_flushes_are_measured()
    {
        using var log = new AuditLog();
        using var release = new ManualResetEventSlim();
        var metrics = new GuardMetrics(Meters);
        using var flushes = new MetricCollector<double>(Meters, McpGuardDefaults.Meter, "mcpguard.audit.flush.duration");
        await using var file = AuditFile.Open(log.Options, log.Signer, log.Time, log.Streams.Open, new() { Flushed = metrics.RecordFlush });
        var begun = new TaskCompletionSource();
        log.Streams.Flushing = () =>
        {
            begun.TrySetResult();
            release.Wait(TimeSpan.FromSeconds(60));
        };

        var first = Task.Run(async () => await file.AppendAsync(AuditLog.Record("first"), AuditDurability.Flushed, CancellationToken.None));
        await begun.Task;
        var second = file.AppendAsync(AuditLog.Record("second"), AuditDurability.Flushed, CancellationToken.None).AsTask();
        Assert.That(file.Waiting, Is.EqualTo(1));
        release.Set();
        await Task.WhenAll(first, second);

        Assert.That(flushes.GetMeasurementSnapshot(), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Queue_is_there_to_be_looked_at()
    {
        using var log = new AuditLog();
        var options = Options.Create(new McpGuardOptions { Audit = { File = { Directory = log.Directory } } });
        using var queue = new MetricCollector<int>(Meters, McpGuardDefaults.Meter, "mcpguard.audit.queue.length");
        await using var sink = new FileAuditSink(options, log.Time, _services, NullLogger<FileAuditSink>.Instance, new GuardMetrics(Meters));

        queue.RecordObservableInstruments();

        Assert.That(queue.LastMeasurement!.Value, Is.Zero);
    }

    [Test]
    public void Open_streams_are_there_to_be_looked_at()
    {
        using var open = new MetricCollector<int>(Meters, McpGuardDefaults.Meter, "mcpguard.streams.open");
        var streams = new OpenStreams(new GuardMetrics(Meters));

        using (streams.OpenOrNone(Callers.With(), OpenStreams.MaxStreams))
        using (streams.OpenOrNone(Callers.With(), OpenStreams.MaxOfSessions))
            Assert.That(Count(), Is.EqualTo(2));
        Assert.That(Count(), Is.Zero);

        int Count()
        {
            open.RecordObservableInstruments();
            return open.LastMeasurement!.Value;
        }
    }
}
