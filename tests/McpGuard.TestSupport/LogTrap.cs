using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.IdentityModel.Logging;

namespace McpGuard.TestSupport;

/// <summary>
/// Catches what a process tells of itself, at the lowest level and with nothing hidden: logs with their scopes, traces, and the
/// events of the token library. What the MCP SDK logs at Trace is whole messages, and its own affair.
/// </summary>
internal sealed class LogTrap : EventListener
{
    private readonly FakeLoggerProvider _logs = new();
    private readonly ConcurrentQueue<string> _others = new();
    private readonly ActivityListener _activities;
    private readonly bool _showedPii = IdentityModelEventSource.ShowPII;

    public LogTrap()
    {
        IdentityModelEventSource.ShowPII = true;
        EnableEvents(IdentityModelEventSource.Logger, EventLevel.Verbose);
        _activities = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => _others.Enqueue(
                $"{activity.DisplayName} {string.Join(' ', activity.TagObjects.Concat(activity.Events.SelectMany(e => e.Tags)))} " +
                    $"{string.Join(' ', activity.Baggage)}"),
        };
        ActivitySource.AddActivityListener(_activities);
    }

    public void AddTo(ILoggingBuilder logging) => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_logs);

    /// <summary>Everything that was logged under categories that begin like this.</summary>
    public IReadOnlyList<string> Logged(params string[] categories) =>
    [
        .. _logs.Collector.GetSnapshot()
            .Where(entry => categories.Any(category => entry.Category!.StartsWith(category, StringComparison.Ordinal)))
            .Select(entry =>
                $"{entry.Category} {entry.Message} {entry.Exception} {string.Join(' ', entry.StructuredState ?? [])} {string.Join(' ', entry.Scopes)}"),
    ];

    /// <summary>Everything that was told in other ways.</summary>
    public IReadOnlyList<string> Traced => [.. _others];

    public override void Dispose()
    {
        IdentityModelEventSource.ShowPII = _showedPii;
        _activities.Dispose();
        base.Dispose();
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
        _others.Enqueue($"{eventData.EventSource.Name} {eventData.Message} {string.Join(' ', eventData.Payload ?? new([]))}");
}
