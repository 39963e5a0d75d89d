namespace McpGuard.Tests.Audit.Query;

/// <summary>Each filter finds what it names exactly, and nothing else.</summary>
[TestFixture]
internal sealed class AuditQueryTests
{
    private static readonly (string Name, AuditQuery Hit, AuditQuery Miss)[] _filters =
    [
        ("subject", new() { Subject = "alice" }, new() { Subject = "Alice" }),
        ("issuer", new() { Issuer = "https://login.example.com" }, new() { Issuer = "https://login.example.com/" }),
        ("current actor", new() { Actor = "agent-1" }, new() { Actor = "agent" }),
        ("prior actor", new() { Actor = "https://partners.example agent-2" }, new() { Actor = "agent-2" }),
        ("gateway", new() { Gateway = "edge" }, new() { Gateway = "edg" }),
        ("issuer of a gateway", new() { Gateway = "https://edge.example" }, new() { Gateway = "https://edge.example/" }),
        ("client", new() { ClientId = "desktop" }, new() { ClientId = "alice" }),
        ("address", new() { ClientAddress = "192.0.2.7" }, new() { ClientAddress = "192.0.2" }),
        ("session", new() { SessionId = "session-1" }, new() { SessionId = "token-1" }),
        ("token", new() { TokenId = "token-1" }, new() { TokenId = "session-1" }),
        ("method", new() { Method = "tools/call" }, new() { Method = "tools" }),
        ("target", new() { Target = "notes_read" }, new() { Target = "notes" }),
        ("event", new() { Event = AuditEvent.Decision }, new() { Event = AuditEvent.Outcome }),
        ("effect", new() { Effect = AuditEffect.Deny }, new() { Effect = AuditEffect.Allow }),
        ("reason", new() { Reason = ReasonCode.ScopeInsufficient }, new() { Reason = ReasonCode.Allowed }),
        ("outcome", new() { Outcome = null }, new() { Outcome = AuditOutcome.Succeeded }),
        ("rule", new() { Rule = "declaration" }, new() { Rule = "decl" }),
        ("operation", new() { OperationId = "operation-1" }, new() { OperationId = "operation-10" }),
        ("from", new() { From = Callers.Now }, new() { From = Callers.Now.AddTicks(1) }),
        ("until", new() { Until = Callers.Now.AddTicks(1) }, new() { Until = Callers.Now }),
        ("first number", new() { FirstSeq = 1 }, new() { FirstSeq = 2 }),
        ("several", new() { Subject = "alice", Effect = AuditEffect.Deny }, new() { Subject = "alice", Effect = AuditEffect.WouldDeny }),
        ("limit", new() { Limit = 1 }, new() { Limit = 0 }),
    ];

    private AuditLog _log = null!;

    [SetUp]
    public void SetUp() => _log = new();

    [TearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public async Task Filter_compares_exactly()
    {
        await _log.WriteAsync(Recorded.Decision(Callers.Now));

        foreach (var (name, hit, miss) in _filters)
        {
            Assert.That(AuditReader.Read(_log.Directory, hit).Count(), Is.EqualTo(1), name);
            Assert.That(AuditReader.Read(_log.Directory, miss), Is.Empty, name);
        }
    }

    [Test]
    public async Task Outcomes_are_found_by_how_they_ended()
    {
        await _log.WriteAsync(Recorded.Decision(Callers.Now), Recorded.Outcome(Callers.Now));

        Assert.That(
            AuditReader.Read(_log.Directory, new AuditQuery { Outcome = AuditOutcome.ToolError }).Select(entry => entry.Record!.Subject),
            Is.EqualTo(new[] { "bob" }));
        Assert.That(AuditReader.Read(_log.Directory, new AuditQuery { Subject = "alice" }).Select(entry => entry.Seq), Is.EqualTo(new[] { 1 }));
    }

    [TestCase("caf\u00e9 \u2028 \"x\" \\ <script> \u202e")]
    [TestCase("a+b@example.com")]
    [TestCase("\ud83d\ude80")]
    public async Task Names_that_are_written_with_escapes_are_found(string name)
    {
        await _log.WriteAsync(WithSubject(name), WithSubject("alice"));

        Assert.That(AuditReader.Read(_log.Directory, new AuditQuery { Subject = name }).Select(entry => entry.Seq), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task Text_of_another_member_does_not_match()
    {
        await _log.WriteAsync(WithSubject("notes_read"));

        Assert.That(AuditReader.Read(_log.Directory, new AuditQuery { Subject = "alice" }), Is.Empty);
        Assert.That(AuditReader.Read(_log.Directory, new AuditQuery { ClientId = "notes_read" }), Is.Empty);
    }

    private static AuditRecord WithSubject(string name) => new()
    {
        RecordId = "record-1",
        Time = Callers.Now,
        LoggedTime = Callers.Now,
        Event = AuditEvent.Decision,
        OperationId = "operation-1",
        Subject = name,
    };
}
