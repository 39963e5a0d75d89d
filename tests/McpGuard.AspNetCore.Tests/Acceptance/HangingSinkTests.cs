using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>A sink that never answers: what its failure mode says happens, and in time.</summary>
[Category("AUD-3")]
internal sealed class HangingSinkTests
{
    private const int Calls = 200;

    [TestCase(true)]
    [TestCase(false)]
    public async Task Calls_are_refused_as_unavailable_until_it_answers_again(bool blocks)
    {
        var sink = new HangingSink(blocks);
        await using var server = await StartAsync(sink, AuditFailureMode.DenyCall);
        Assert.That((await StallAsync(server, sink)).ErrorCode, Is.EqualTo(50301));

        var refusals = await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => CallAsync(server)));
        Assert.That(refusals.Select(refusal => (refusal.Verdict, refusal.ErrorCode, refusal.IsToolResult)), Is.All.EqualTo((503, (int?)50301, true)));
        Assert.That(server.Tools.Calls, Is.Empty);

        sink.Release();
        await Eventually.IsTrueAsync(() => CallAsync(server).Result.Verdict == 200);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Calls_run_if_the_options_allow_it(bool blocks)
    {
        var sink = new HangingSink(blocks);
        await using var server = await StartAsync(sink, AuditFailureMode.LogAndContinue);
        Assert.That((await StallAsync(server, sink)).Verdict, Is.EqualTo(200));

        var answers = await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => CallAsync(server)));

        Assert.That(answers.Select(answer => (answer.Verdict, answer.ErrorCode)), Is.All.EqualTo((200, (int?)null)));
        Assert.That(server.Tools.Calls, Has.Count.EqualTo(Calls + 1));
        sink.Release();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Outcome_does_not_keep_its_result_waiting(bool blocks)
    {
        var sink = new HangingSink(blocks) { TakesDecisions = true };
        await using var server = await StartAsync(sink, AuditFailureMode.DenyCall);

        Assert.That((await CallAsync(server)).Verdict, Is.EqualTo(200));
        sink.Release();
    }

    private static Task<GuardedWebServer> StartAsync(IAuditSink sink, AuditFailureMode mode) => GuardedWebServer.StartAsync(
        options => options.Audit.Sinks["HangingSink"] = new() { FailureMode = mode, WriteTimeout = TimeSpan.FromMilliseconds(500) },
        mcp => mcp.Services.AddSingleton(sink));

    private static async Task<WireAnswer> StallAsync(GuardedWebServer server, HangingSink sink)
    {
        var first = CallAsync(server);
        await Eventually.IsTrueAsync(() => sink.Entered == 1);
        server.Time.Advance(TimeSpan.FromSeconds(1));
        return await first;
    }

    private static Task<WireAnswer> CallAsync(GuardedWebServer server) => new WireRequest().WithToken(server.NewToken().Build()).SendAsync(server);

    private sealed class HangingSink(bool blocks) : IAuditSink
    {
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _entered;

        public bool TakesDecisions { get; init; }

        public int Entered => _entered;

        public void Release() => _goOn.TrySetResult();

        public async ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken)
        {
            if (record.Event is not (AuditEvent.Decision or AuditEvent.Outcome or AuditEvent.RecordsLost) ||
                (TakesDecisions && record.Event == AuditEvent.Decision))
                return;

            Interlocked.Increment(ref _entered);
            if (blocks)
                _goOn.Task.Wait(CancellationToken.None);
            else
                await _goOn.Task;
        }
    }
}
