using System.Diagnostics;
using System.Diagnostics.Metrics;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>Loggers, listeners and callbacks of the application throw, and the guard continues its own work.</summary>
[TestFixture]
[NonParallelizable]
[Category("ERR-3")]
internal sealed class ThrowingApplicationCodeTests
{
    private static readonly McpServerTool _tool = McpServerTool.Create([RequireScope("a")] () => "done", new() { Name = "tool" });

    [Test]
    public async Task Listener_of_metrics_that_throws_changes_no_decision_and_no_record()
    {
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == McpGuardDefaults.Meter)
                    listening.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => throw new InvalidOperationException("A listener failed."));
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => throw new InvalidOperationException("A listener failed."));
        listener.Start();

        await AssertCallIsServedAndRecordedAsync();
    }

    [TestCase("starts")]
    [TestCase("samples")]
    [TestCase("stops")]
    public async Task Listener_of_spans_that_throws_changes_no_decision_and_no_record(string when)
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == McpGuardDefaults.ActivitySource,
            Sample = (ref _) => when == "samples" ? throw new InvalidOperationException("A listener failed.") : ActivitySamplingResult.AllData,
            ActivityStarted = _ => ThrowIf(when == "starts"),
            ActivityStopped = _ => ThrowIf(when == "stops"),
        };
        ActivitySource.AddActivityListener(listener);

        await AssertCallIsServedAndRecordedAsync();
    }

    [Test]
    public void Logger_that_throws_keeps_no_token_alive()
    {
        var harness = new PolicyHarness();
        var policy = new AccessPolicy(
            new LivePolicy(harness.Policy.Current),
            [new FailingList()],
            new ConditionRunner(harness.Time, NullLogger<ConditionRunner>.Instance),
            harness.Time,
            new ThrowingLog());

        Assert.That(policy.FindEnd(Callers.With()), Is.EqualTo(ReasonCode.InternalError));
    }

    private static async Task AssertCallIsServedAndRecordedAsync()
    {
        await using var server = await GuardedTestServer.StartAsync(builder => builder.WithTools([_tool]));
        server.Token = server.NewToken().WithScopes("a").Build();
        await using var client = await server.ConnectAsync();

        var result = await client.CallToolAsync("tool");

        Assert.That(result.IsError, Is.Not.True);
        var records = server.Audit.Records.Where(record => record.Target == "tool").ToArray();
        Assert.That(records.Select(record => (record.Event, record.Effect, record.Outcome)),
            Is.EqualTo(
                new[] { (AuditEvent.Decision, (AuditEffect?)AuditEffect.Allow, (AuditOutcome?)null), (AuditEvent.Outcome, null, AuditOutcome.Succeeded) }));
    }

    private static void ThrowIf(bool isTime)
    {
        if (isTime)
            throw new InvalidOperationException("A listener failed.");
    }

    private sealed class FailingList : IRevocationList
    {
        public bool IsRevoked(DelegatedCaller caller) => throw new InvalidOperationException("The list is unavailable.");
    }

    private sealed class ThrowingLog : ILogger<AccessPolicy>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("The log is unavailable.");
    }
}
