using System.Diagnostics;
using McpGuard.Testing;

namespace McpGuard.Tests.Recording.Sinks;

/// <summary>How records come to a sink.</summary>
[TestFixture]
internal sealed class SinkWriterTests
{
    [Test]
    public async Task Records_come_in_their_order()
    {
        var sink = new HangingSink(blocks: true);
        var audit = new AuditHarness(null, sink);
        sink.Release();

        for (var i = 0; i < 200; i++)
        {
            await audit.AllowAsync();
            await audit.EndAsync();
        }

        await audit.Routes.DrainAsync();
        Assert.That(
            sink.Records.Select(record => record.Event),
            Is.EqualTo(Enumerable.Range(0, 400).Select(i => i % 2 == 0 ? AuditEvent.Decision : AuditEvent.Outcome)));
    }

    [Test]
    public async Task Sink_is_called_on_its_own_thread_with_the_activity_of_the_request()
    {
        using var activity = new Activity("request").Start();
        var sink = new Observer(neverBlocks: false);

        await new AuditHarness(null, sink).AllowAsync();

        Assert.That((sink.IsPoolThread, sink.Activity), Is.EqualTo((false, activity)));
        Assert.That(sink.ThreadName, Is.EqualTo("McpGuard audit Observer"));
    }

    [Test]
    public void Sink_that_never_blocks_is_called_at_once()
    {
        var sink = new Observer(neverBlocks: true);

        var call = new AuditHarness(null, sink).AllowAsync();

        Assert.That((call.IsCompletedSuccessfully, sink.Thread), Is.EqualTo((true, Environment.CurrentManagedThreadId)));
    }

    [Test]
    public async Task One_write_that_never_ends_does_not_stop_a_sink_that_answers_others()
    {
        var sink = new HangingSink(blocks: false, only: AuditEvent.PolicyLoaded);
        var audit = new AuditHarness(null, sink);
        await audit.Trail.RecordPolicyAsync("sha256:0");
        await Eventually.IsTrueAsync(() => sink.Entered == 1);
        audit.Time.Advance(TimeSpan.FromSeconds(6));

        // The stalled sink is called again by itself, and its answer shows that it works.
        await Eventually.IsTrueAsync(() => !audit.Routes.Failing.Any());

        Assert.That(await audit.AllowAsync(), Is.True);
        audit.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.That(await audit.AllowAsync(), Is.True);
        sink.Release();
    }

    [Test]
    public async Task Sink_that_is_slow_with_outcomes_takes_decisions_at_once()
    {
        const int Calls = 3 * SinkWriter.MaxConcurrent;
        var sink = new HangingSink(blocks: false, only: AuditEvent.Outcome);
        var audit = new AuditHarness(null, sink);

        for (var i = 0; i < Calls; i++)
        {
            Assert.That(await audit.AllowAsync().WaitAsync(TimeSpan.FromSeconds(30)), Is.True);
            await audit.EndAsync();
        }

        sink.Release();
        await audit.Routes.DrainAsync();
        Assert.That(sink.Records.Count(record => record.Event == AuditEvent.Outcome), Is.EqualTo(Calls));
    }

    [Test]
    public async Task Sink_that_throws_anything_at_any_time_ends_nothing()
    {
        foreach (var sink in new IAuditSink[]
            {
                new Thrower(early: true, neverBlocks: false),
                new Thrower(early: false, neverBlocks: false),
                new Thrower(early: true, neverBlocks: true),
                new Thrower(early: false, neverBlocks: true),
            })
        {
            var audit = new AuditHarness(null, sink);

            Assert.That(await audit.AllowAsync(), Is.False);
            Assert.That(async () => await audit.EndAsync(), Throws.Nothing);
            await audit.Routes.DrainAsync();
        }
    }

    private sealed class Observer(bool neverBlocks) : IAuditSink
    {
        public bool IsPoolThread { get; private set; }

        public string? ThreadName { get; private set; }

        public int Thread { get; private set; }

        public Activity? Activity { get; private set; }

        public bool NeverBlocks => neverBlocks;

        public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken)
        {
            var thread = System.Threading.Thread.CurrentThread;
            IsPoolThread = thread.IsThreadPoolThread;
            ThreadName = thread.Name;
            Thread = thread.ManagedThreadId;
            Activity = Activity.Current;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Thrower(bool early, bool neverBlocks) : IAuditSink
    {
        public bool NeverBlocks => neverBlocks;

        public async ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken)
        {
            if (!early)
                await Task.Yield();

            throw new StackGuardException();
        }
    }

    private sealed class StackGuardException : Exception;
}
