namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>The log, the audit log, the OCSF export and a sink of one's own at once: each gets all, and fails in its own way.</summary>
[Category("AUD-3")]
internal sealed class SinkTests
{
    // A segment takes a few calls before the log needs the next one.
    private const int Patience = 50;

    private AuditedSinks _sinks = null!;

    [TearDown]
    public async Task StopAsync() => await _sinks.DisposeAsync();

    [Test]
    public async Task All_sinks_have_the_same_records()
    {
        _sinks = await AuditedSinks.StartAsync(_ => { });
        await CallAsync();
        await new WireRequest().WithToken("no token").SendAsync(_sinks.Server!);
        await WireRequest.Call("files_write").WithToken(_sinks.Server!.NewToken().Build()).SendAsync(_sinks.Server);
        await _sinks.StopAsync();

        Assert.That(_sinks.Of("Recording"), Has.Count.EqualTo(4));
        foreach (var sink in AuditedSinks.Names)
            Assert.That(_sinks.Of(sink), Is.EquivalentTo(_sinks.Of("Recording")), sink);
    }

    [Test]
    public async Task Sink_that_must_not_fail_keeps_calls_from_running([ValueSource(typeof(AuditedSinks), nameof(AuditedSinks.Names))] string sink)
    {
        _sinks = await AuditedSinks.StartAsync(audit =>
        {
            audit.FailureMode = AuditFailureMode.LogAndContinue;
            audit.Sinks[sink] = new() { FailureMode = AuditFailureMode.DenyCall };
        });
        await CallAsync();

        _sinks.Break(sink);
        var (answer, before) = await CallUntilItFailsAsync(sink);

        Assert.That(answer.ErrorCode, Is.EqualTo(50301));
        Assert.That(_sinks.Server!.Tools.Calls, Has.Count.EqualTo(before), "The tool has not run.");
        await AssertThatItMendsAsync(sink);
    }

    [Test]
    public async Task Sink_that_may_fail_keeps_nothing_from_running([ValueSource(typeof(AuditedSinks), nameof(AuditedSinks.Names))] string sink)
    {
        _sinks = await AuditedSinks.StartAsync(audit => audit.Sinks[sink] = new() { FailureMode = AuditFailureMode.LogAndContinue });
        await CallAsync();

        _sinks.Break(sink);
        var (answer, before) = await CallUntilItFailsAsync(sink);

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(_sinks.Server!.Tools.Calls, Has.Count.EqualTo(before + 1), "The tool has run.");
        await AssertThatItMendsAsync(sink);
    }

    // The others have missed nothing, and the one says itself how much it has.
    private async Task AssertThatItMendsAsync(string sink)
    {
        _sinks.Mend(sink);
        Assert.That((await CallAsync()).Status, Is.EqualTo(200));
        await _sinks.StopAsync();

        var others = AuditedSinks.Names.Where(other => other != sink).ToArray();
        var all = _sinks.Of(others[0]);
        foreach (var other in others)
        {
            Assert.That(_sinks.Of(other), Is.EquivalentTo(all), other);
            Assert.That(_sinks.Lost(other), Is.Zero, other);
        }

        Assert.That(_sinks.Of(sink), Is.SubsetOf(all));
        Assert.That(_sinks.Lost(sink), Is.Positive.And.EqualTo(all.Count - _sinks.Of(sink).Count));
    }

    private async Task<(WireAnswer Answer, int CallsBefore)> CallUntilItFailsAsync(string sink)
    {
        for (var i = 0; i < Patience; i++)
        {
            var before = _sinks.Server!.Tools.Calls.Count;
            var answer = await CallAsync();
            if (_sinks.Failures(sink) > 0)
                return (answer, before);
        }

        throw new AssertionException($"{sink} does not fail.");
    }

    private Task<WireAnswer> CallAsync() =>
        WireRequest.Call("echo", """{"message":"hello"}""").WithToken(_sinks.Server!.NewToken().Build()).SendAsync(_sinks.Server);
}
