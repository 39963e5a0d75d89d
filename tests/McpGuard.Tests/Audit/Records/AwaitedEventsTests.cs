namespace McpGuard.Tests.Audit.Records;

/// <summary>A call, and the decision of a person, take effect after they are recorded.</summary>
[TestFixture]
[Category("AUD-3")]
internal sealed class AwaitedEventsTests
{
    [Test]
    public void Decisions_and_all_events_of_approvals_are_awaited([Values] AuditEvent happened) => Assert.That(
        AwaitedEvents.Contain(happened),
        Is.EqualTo(happened == AuditEvent.Decision || happened.ToString().StartsWith("Approval", StringComparison.Ordinal)));
}
