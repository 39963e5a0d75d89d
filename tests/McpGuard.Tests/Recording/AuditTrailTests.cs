using McpGuard.Testing;
using ModelContextProtocol.Server;
using Moq;

namespace McpGuard.Tests.Recording;

[TestFixture]
internal sealed class AuditTrailTests
{
    [Test]
    [Category("DEL-1")]
    [Category("AUD-8")]
    public async Task Subject_actors_client_and_token_id_are_recorded_apart()
    {
        var audit = new AuditHarness();
        var caller = Callers.With("a", new Actor("agent-1", null, new Actor("gateway", "https://g.example", new Actor("portal"))));

        await audit.Trail.TryRecordDecisionAsync(audit.Operation(caller: caller), Denied(caller));

        var record = audit.Sink.Records.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                (record.Issuer, record.Subject, record.ClientId, record.TokenId), Is.EqualTo(("https://authority.example", "alice", "agent-1", "token-1")));
            Assert.That(record.Actors, Is.EqualTo(new[] { "agent-1", "https://g.example gateway", "portal" }));
            Assert.That(record.ScopesRequired, Is.EqualTo(new[] { "a", "b" }));
            Assert.That(record.ScopesGranted, Is.EqualTo(new[] { "a" }));
            Assert.That(record.ScopesMissing, Is.EqualTo(new[] { "b" }));
            Assert.That(record.Resource, Is.EqualTo(ValidatorHarness.Resource));
            Assert.That(record.Time, Is.EqualTo(Callers.Now));
            Assert.That((record.Effect, record.Reason), Is.EqualTo((AuditEffect.Deny, ReasonCode.ScopeInsufficient)));
        }
    }

    [Test]
    public async Task Request_without_a_caller_names_no_subject()
    {
        var audit = new AuditHarness();

        await audit.Trail.TryRecordDecisionAsync(audit.Operation(), AccessDecision.Denied(ReasonCode.TokenExpired));

        var record = audit.Sink.Records.Single();
        Assert.That((record.Issuer, record.Subject, record.Actors, record.ClientId, record.TokenId, record.ScopesGranted),
            Is.EqualTo(((string?)null, (string?)null, (IReadOnlyList<string>?)null, (string?)null, (string?)null, (IReadOnlyCollection<string>?)null)));
    }

    [Test]
    [Category("LOG-5")]
    public async Task Long_unverified_text_is_cut()
    {
        var audit = new AuditHarness();
        var longText = new string('x', 100_000);
        var operation = audit.Operation(longText);
        operation.TryDescribe(operation.Request with { RequestId = longText, ProtocolVersion = longText });

        await audit.Trail.TryRecordDecisionAsync(operation, AccessDecision.Denied(ReasonCode.TokenExpired));

        Assert.That(audit.Sink.Records.Single().ToString(), Has.Length.LessThan(2000));
    }

    [Test]
    public async Task All_sinks_get_every_record()
    {
        var (first, second) = (Sink("first"), Sink("second"));
        var audit = new AuditHarness(null, first.Object, second.Object);

        await audit.Trail.TryRecordDecisionAsync(audit.Operation(), AccessDecision.Denied(ReasonCode.TokenExpired));
        await audit.Trail.RecordOutcomeAsync(audit.AllowedOperation(), AuditOutcome.Succeeded);
        await audit.Routes.DrainAsync();

        first.Verify(sink => sink.WriteAsync(It.IsAny<AuditRecord>(), It.IsAny<CancellationToken>()), Times.Exactly(2));
        second.Verify(sink => sink.WriteAsync(It.IsAny<AuditRecord>(), It.IsAny<CancellationToken>()), Times.Exactly(2));
    }

    [Test]
    public async Task Sink_that_fails_does_not_keep_the_record_from_the_others()
    {
        var (failing, other) = (new RecordingAuditSink { Fails = true, Name = "Failing" }, new RecordingAuditSink());
        var audit = new AuditHarness(null, failing, other);

        Assert.That(await audit.Trail.TryRecordDecisionAsync(audit.Operation(), audit.Policy.AnyCaller), Is.False);
        Assert.That(other.Decisions, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Call_that_one_sink_keeps_from_running_is_not_left_as_allowed_in_another()
    {
        var (failing, other) = (new RecordingAuditSink { Fails = true, Name = "Failing" }, new RecordingAuditSink());
        var audit = new AuditHarness(null, failing, other);

        await audit.Trail.TryRecordDecisionAsync(audit.Operation(), audit.Policy.AnyCaller);

        Assert.That(
            other.Outcomes.Select(record => (record.Outcome, record.Reason)),
            Is.EqualTo(new[] { (AuditOutcome.Failed, (ReasonCode?)ReasonCode.AuditUnavailable) }));
    }

    [TestCase(AuditFailureMode.DenyCall, false)]
    [TestCase(AuditFailureMode.LogAndContinue, true)]
    public async Task Each_sink_has_its_own_failure_mode(AuditFailureMode mode, bool goesOn)
    {
        var (failing, other) = (new FailingSink(), new RecordingAuditSink());
        var audit = new AuditHarness(options => options.Audit.Sinks["FailingSink"] = new() { FailureMode = mode }, failing, other);

        Assert.That(await audit.Trail.TryRecordDecisionAsync(audit.Operation(), audit.Policy.AnyCaller), Is.EqualTo(goesOn));
    }

    [Test]
    public void Startup_fails_for_sink_that_only_the_options_know() =>
        Assert.That(
            () => new AuditHarness(options => options.Audit.Sinks["Recorder"] = new()),
            Throws.InstanceOf<McpGuardConfigurationException>().With.Message.Contains("'Recorder'").And.Message.Contains("Recording"));

    [TestCase("same", "same")]
    [TestCase("same", "SAME")]
    public void Startup_fails_for_two_sinks_of_one_name(string first, string second) =>
        Assert.That(
            () => new AuditHarness(null, Sink(first).Object, Sink(second).Object),
            Throws.InstanceOf<McpGuardConfigurationException>().With.Message.Contains($"Two audit sinks have the name '{first}'"));

    [TestCase("")]
    [TestCase(null)]
    public void Startup_fails_for_sink_without_a_name(string? name) =>
        Assert.That(() => new AuditHarness(null, Sink(name).Object), Throws.InstanceOf<McpGuardConfigurationException>().With.Message.Contains("has no Name"));

    [Test]
    public void Sink_is_named_by_its_property()
    {
        Assert.That(() => new AuditHarness(options => options.Audit.Sinks["own"] = new(), Sink("own").Object), Throws.Nothing);
        Assert.That(((IAuditSink)new FailingSink()).Name, Is.EqualTo("FailingSink"), "The default is the type's name.");
    }

    [Test]
    [Category("AUD-3")]
    public async Task Sink_that_works_again_gets_a_record_of_its_losses()
    {
        var audit = new AuditHarness(options => options.Audit.FailureMode = AuditFailureMode.LogAndContinue);
        audit.Sink.Fails = true;
        await DecideAsync();
        audit.Time.Advance(TimeSpan.FromMinutes(1));
        await DecideAsync();

        audit.Sink.Fails = false;
        await DecideAsync();
        await DecideAsync();

        var losses = audit.Sink.Records.Where(record => record.Event == AuditEvent.RecordsLost);
        Assert.That(
            losses.Select(record => (record.Sink, record.Lost, record.LostSince)), Is.EqualTo(new[] { ("Recording", (long?)2, (DateTimeOffset?)Callers.Now) }));
        Assert.That(audit.Sink.Decisions, Has.Count.EqualTo(2));

        async Task DecideAsync() => await audit.Trail.TryRecordDecisionAsync(audit.Operation(), AccessDecision.Denied(ReasonCode.TokenExpired));
    }

    [Test]
    public async Task Record_counts_as_written_only_when_the_sink_has_completed()
    {
        var written = new TaskCompletionSource();
        var sink = Sink("mock");
        sink.Setup(s => s.WriteAsync(It.IsAny<AuditRecord>(), It.IsAny<CancellationToken>())).Returns(new ValueTask(written.Task));
        var audit = new AuditHarness(null, sink.Object);

        var recording = audit.Trail.TryRecordDecisionAsync(audit.Operation(), audit.Policy.AnyCaller).AsTask();
        Assert.That(recording.IsCompleted, Is.False);
        written.SetResult();

        Assert.That(await recording, Is.True);
    }

    [Test]
    public async Task End_of_a_call_does_not_cancel_its_record()
    {
        var sink = Sink("mock");
        var audit = new AuditHarness(null, sink.Object);

        await audit.Trail.TryRecordDecisionAsync(audit.Operation(), audit.Policy.AnyCaller);

        sink.Verify(s => s.WriteAsync(It.IsAny<AuditRecord>(), CancellationToken.None));
    }

    [TestCase(AuditFailureMode.DenyCall, false)]
    [TestCase(AuditFailureMode.LogAndContinue, true)]
    public async Task Call_with_a_lost_decision_continues_only_if_the_options_allow_it(AuditFailureMode mode, bool goesOn)
    {
        var audit = new AuditHarness(options => options.Audit.FailureMode = mode);
        audit.Sink.Fails = true;

        Assert.That(await audit.Trail.TryRecordDecisionAsync(audit.Operation(), audit.Policy.AnyCaller), Is.EqualTo(goesOn));
    }

    [Test]
    public void Lost_outcome_affects_no_call()
    {
        var audit = new AuditHarness();
        audit.Sink.Fails = true;

        Assert.That(async () => await audit.Trail.RecordOutcomeAsync(audit.AllowedOperation(), AuditOutcome.Succeeded), Throws.Nothing);
    }

    [Test]
    [Category("AUD-5")]
    public async Task Trace_is_named_for_correlation()
    {
        using var activity = new System.Diagnostics.Activity("test").Start();
        var audit = new AuditHarness();

        await audit.Trail.TryRecordDecisionAsync(audit.Operation(), audit.Policy.AnyCaller);

        Assert.That(audit.Sink.Records.Single().TraceId, Is.EqualTo(activity.TraceId.ToHexString()));
    }

    private static Mock<IAuditSink> Sink(string? name)
    {
        var sink = new Mock<IAuditSink>();
        sink.Setup(s => s.Name).Returns(name!);
        return sink;
    }

    private sealed class FailingSink : IAuditSink
    {
        public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken) => throw new IOException("This sink always fails.");
    }

    private static AccessDecision Denied(DelegatedCaller caller)
    {
        var tool = McpServerTool.Create([RequireScope("a", "b")] () => "", new() { Name = "tool" });
        return new PolicyHarness(null, tool).Decide(caller, tool);
    }
}
