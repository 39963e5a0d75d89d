namespace McpGuard.Tests.Audit.Ocsf;

/// <summary>Every kind of record becomes an event that the published schema has nothing to say against.</summary>
[TestFixture]
[Category("OCS-3")]
internal sealed class OcsfSchemaTests
{
    private static readonly string[] _methods =
    [
        "tools/call", "tools/list", "prompts/get", "prompts/list", "resources/read", "resources/list", "resources/templates/list", "resources/subscribe",
        "completion/complete", "server/discover", "initialize", "ping", "logging/setLevel", "tasks/get", "tasks/cancel", "subscriptions/listen", "no/such", "",
    ];

    [Test]
    public void Decision_of_each_effect(
        [Values] AuditEffect effect, [ValueSource(nameof(_methods))] string method, [Values("http", "stdio", "stream")] string transport) =>
        Holds(AuditSamples.Decision(effect, effect == AuditEffect.Allow ? ReasonCode.Allowed : ReasonCode.OutsideHours, method, transport: transport));

    [Test]
    public void Refusal_for_each_reason([Values] ReasonCode reason)
    {
        Holds(AuditSamples.Decision(AuditEffect.Deny, reason));
        Holds(AuditSamples.Counted(reason));
        Holds(AuditSamples.Nobodys(reason));
        Holds(AuditSamples.Nobodys(reason, "tools/call", "stdio"));
    }

    [Test]
    public void Outcome_of_each_kind(
        [Values] AuditOutcome outcome, [Values(null, ReasonCode.TargetChanged, ReasonCode.TokenExpired, ReasonCode.AuditUnavailable)] ReasonCode? reason) =>
        Holds(AuditSamples.Outcome(outcome, reason));

    [Test]
    public void Record_of_each_event([Values] AuditEvent @event) => Holds(AuditSamples.Event(@event));

    // As an older version, or another writer of this shape, may have recorded it.
    [Test]
    public void Smallest_record_is_valid([Values] AuditEvent @event) => Holds(AuditSamples.Smallest(@event));

    [Category("LOG-5")]
    [TestCase("a\r\n{\"class_uid\":3002}")]
    [TestCase("a\u2028b\u0085c\u202Ed\u001b[31m\u0000")]
    [TestCase("\ud800 alone")]
    [TestCase("")]
    public void Record_of_unverified_input_is_one_line(string text)
    {
        var json = OcsfEvent.ToJson(AuditSamples.Decision(AuditEffect.Deny, ReasonCode.TargetUnknown, text, text, text));

        Assert.That(json, Does.Match("^[\\x20-\\x7e]+$"));
        Assert.That(OcsfValidator.Problems(json), Is.Empty);
    }

    private static void Holds(AuditRecord record)
    {
        var json = OcsfEvent.ToJson(record);
        Assert.That(OcsfValidator.Problems(json), Is.Empty, json);
    }
}
