namespace McpGuard.Tests.Recording;

/// <summary>What a record says of who called.</summary>
[TestFixture]
internal sealed class AuditIdentityTests
{
    private static DelegatedCaller Caller(Actor? actor, ActorSource source = ActorSource.Act, int audiences = 1) => new()
    {
        Issuer = Callers.Issuer,
        Subject = "alice",
        ClientId = "agent-1",
        TokenId = "token-1",
        SessionId = "session-1",
        Scopes = ScopeSet.Empty,
        Actor = actor,
        ActorSource = source,
        AudienceCount = audiences,
        ExpiresAt = Callers.Now.AddMinutes(5),
    };

    [Test]
    [Category("DEL-1")]
    public async Task Subject_actor_and_client_are_kept_apart()
    {
        var record = await RecordAsync(Caller(new("agent-7")));

        Assert.That((record.Issuer, record.Subject, record.Actors!.Single(), record.ClientId, record.SessionId),
            Is.EqualTo((Callers.Issuer, "alice", "agent-7", "agent-1", "session-1")));
    }

    [Test]
    public async Task Actor_of_another_issuer_is_named_with_it()
    {
        var record = await RecordAsync(Caller(new("agent-1", "https://agents.example", new("gateway", Callers.Issuer, new("portal")))));

        Assert.That(record.Actors, Is.EqualTo(new[] { "https://agents.example agent-1", "gateway", "portal" }));
    }

    private static IEnumerable<TestCaseData> Remarkable()
    {
        yield return Of("DEL-12", Caller(new("alice")), AuditRemark.SubjectIsActor);
        yield return Of("DEL-12", Caller(new("alice", Callers.Issuer)), AuditRemark.SubjectIsActor);
        yield return Of("DEL-12", Caller(new("a", null, new("b", null, new("a")))), AuditRemark.ActorRepeated);
        yield return Of("DEL-9", Caller(new("agent-1"), ActorSource.ClientId), AuditRemark.ActorIsClient);
        yield return Of("TOK-14", Caller(null, audiences: 2), AuditRemark.SeveralAudiences);

        static TestCaseData Of(string id, DelegatedCaller caller, AuditRemark remark) =>
            new TestCaseData(caller, remark).SetCategory(id).SetArgDisplayNames(id, remark.ToString());
    }

    [TestCaseSource(nameof(Remarkable))]
    public async Task Unusual_identity_has_a_remark(DelegatedCaller caller, AuditRemark remark) =>
        Assert.That((await RecordAsync(caller)).Remarks, Is.EqualTo(new[] { remark }));

    private static IEnumerable<DelegatedCaller> Usual() =>
    [
        Caller(null), Caller(new("agent-1")), Caller(new("a", null, new("b"))),
        Caller(new("alice", "https://agents.example")), Caller(new("a", "https://agents.example", new("a"))),
    ];

    [TestCaseSource(nameof(Usual))]
    public async Task Usual_identity_has_no_remark(DelegatedCaller caller) =>
        Assert.That((await RecordAsync(caller)).Remarks, Is.Null);

    private static async Task<AuditRecord> RecordAsync(DelegatedCaller caller)
    {
        var harness = new AuditHarness();
        await harness.Trail.TryRecordDecisionAsync(harness.Operation(caller: caller), harness.Policy.AnyCaller);
        return harness.Sink.Records.Single();
    }
}
