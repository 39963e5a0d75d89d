namespace McpGuard.Tests.Recording.Sinks;

/// <summary>A write that hangs on the thread of a call is seen by its age, before a second call waits for the same sink.</summary>
[TestFixture]
[Category("AUD-3")]
internal sealed class HungCallerThreadTests
{
    private readonly HungSink _sink = new();

    [TestCase(AuditFailureMode.DenyCall, false)]
    [TestCase(AuditFailureMode.LogAndContinue, true)]
    public async Task No_further_call_waits_for_a_write_that_hangs(AuditFailureMode mode, bool goesOn)
    {
        var audit = new AuditHarness(options => options.Audit.FailureMode = mode, _sink);
        _sink.WriteAge = new AuditOptions().WriteTimeout;

        var failing = audit.Routes.Failing.Single();

        Assert.That((failing.Pending, failing.PendingAge, failing.DeniesCalls), Is.EqualTo((1, _sink.WriteAge, !goesOn)));
        Assert.That(await audit.Routes.CanRecordAsync(), Is.EqualTo(goesOn));
        Assert.That(await audit.AllowAsync(), Is.EqualTo(goesOn));
    }

    [Test]
    public async Task Calls_run_again_as_soon_as_the_write_ends()
    {
        var audit = new AuditHarness(null, _sink);
        _sink.WriteAge = new AuditOptions().WriteTimeout;
        Assert.That(await audit.AllowAsync(), Is.False);

        _sink.WriteAge = TimeSpan.Zero;

        Assert.That(await audit.AllowAsync(), Is.True);
        Assert.That(audit.Routes.Failing, Is.Empty);
    }

    private sealed class HungSink : IAuditSink, ICallerThreadSink
    {
        public TimeSpan WriteAge { get; set; }

        public bool NeverBlocks => true;

        public string Name => "hung";

        public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
