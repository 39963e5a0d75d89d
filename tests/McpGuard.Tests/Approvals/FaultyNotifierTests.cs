using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Approvals;

/// <summary>A notifier may throw at any time, also when its time is over and when the host stops.</summary>
[TestFixture]
internal sealed class FaultyNotifierTests
{
    private readonly FakeTimeProvider _time = new(Callers.Now);
    private readonly FakeLogger<ApprovalNotices> _logger = new();

    [SetUp]
    public void SetUp() => _logger.Collector.Clear();

    [Test]
    public async Task Callback_that_throws_at_the_deadline_ends_no_process_and_the_next_notifier_is_called()
    {
        var faulty = new Faulty();
        var working = new Working();
        using var notices = await StartAsync(faulty, working);
        await Eventually.IsTrueAsync(() => faulty.IsCalled);

        // A real clock would throw on its own thread.
        Assert.That(() => _time.Advance(TimeSpan.FromMinutes(1)), Throws.Nothing);
        await Eventually.IsTrueAsync(() => working.IsCalled);
        await notices.StopAsync(CancellationToken.None);
    }

    [Test]
    public async Task Callback_that_throws_when_the_host_stops_does_not_reach_the_host()
    {
        var faulty = new Faulty();
        using var notices = await StartAsync(faulty);
        await Eventually.IsTrueAsync(() => faulty.IsCalled);

        Assert.That(() => notices.StopAsync(CancellationToken.None), Throws.Nothing);
    }

    [Test]
    public async Task Notifier_that_throws_when_the_host_stops_does_not_fail_the_host()
    {
        var blocking = new Blocking();
        using var notices = await StartAsync(blocking);
        await Eventually.IsTrueAsync(() => blocking.IsCalled);

        await notices.StopAsync(CancellationToken.None);

        Assert.That(notices.ExecuteTask!.IsFaulted, Is.False);
        Assert.That(_logger.Collector.GetSnapshot(), Is.Empty);
    }

    private async Task<ApprovalNotices> StartAsync(params IApprovalNotifier[] notifiers)
    {
        var notices = new ApprovalNotices(notifiers, Options.Create(new McpGuardOptions()), _time, _logger);
        await notices.StartAsync(CancellationToken.None);
        notices.Post(AuditEvent.ApprovalRequested, SampleApprovals.Pending(Callers.Now));
        return notices;
    }

    private sealed class Faulty : IApprovalNotifier
    {
        private volatile bool _isCalled;

        public bool IsCalled => _isCalled;

        public async ValueTask NotifyAsync(ApprovalNotice notice, CancellationToken cancellationToken)
        {
            cancellationToken.Register(() => throw new InvalidOperationException("The callback fails."));
            _isCalled = true;
            await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
        }
    }

    private sealed class Blocking : IApprovalNotifier
    {
        private volatile bool _isCalled;

        public bool IsCalled => _isCalled;

        public ValueTask NotifyAsync(ApprovalNotice notice, CancellationToken cancellationToken)
        {
            _isCalled = true;
            cancellationToken.WaitHandle.WaitOne();
            throw new IOException("The mail server is gone.");
        }
    }

    private sealed class Working : IApprovalNotifier
    {
        private volatile bool _isCalled;

        public bool IsCalled => _isCalled;

        public ValueTask NotifyAsync(ApprovalNotice notice, CancellationToken cancellationToken)
        {
            _isCalled = true;
            return ValueTask.CompletedTask;
        }
    }
}
