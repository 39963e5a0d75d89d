using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Telemetry;

/// <summary>A deadline cancels the call of an application's code, whatever the code does when it is cancelled.</summary>
[TestFixture]
internal sealed class CallDeadlineTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();

    [Test]
    public void Token_is_cancelled_at_the_limit_and_not_before()
    {
        using var deadline = new CallDeadline(_limit, _time, CancellationToken.None);
        _time.Advance(_limit - TimeSpan.FromMilliseconds(1));
        Assert.That(deadline.Token.IsCancellationRequested, Is.False);

        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.That(deadline.Token.IsCancellationRequested, Is.True);
    }

    [Test]
    public void Token_is_cancelled_with_the_other_token()
    {
        using var other = new CancellationTokenSource();
        using var deadline = new CallDeadline(_limit, _time, other.Token);

        other.Cancel();

        Assert.That(deadline.Token.IsCancellationRequested, Is.True);
    }

    [Test]
    public void Callback_that_throws_reaches_no_timer_and_hides_no_other_callback()
    {
        using var deadline = new CallDeadline(_limit, _time, CancellationToken.None);
        var isOtherCalled = false;
        deadline.Token.Register(() => isOtherCalled = true);
        deadline.Token.Register(() => throw new InvalidOperationException("The callback fails."));

        Assert.That(() => _time.Advance(_limit), Throws.Nothing);
        Assert.That((deadline.Token.IsCancellationRequested, isOtherCalled), Is.EqualTo((true, true)));
    }

    [Test]
    public void Callback_that_throws_does_not_reach_the_owner_of_the_other_token()
    {
        using var other = new CancellationTokenSource();
        using var deadline = new CallDeadline(_limit, _time, other.Token);
        deadline.Token.Register(() => throw new InvalidOperationException("The callback fails."));

        Assert.That(other.Cancel, Throws.Nothing);
        Assert.That(deadline.Token.IsCancellationRequested, Is.True);
    }

    [Test]
    public void Nothing_is_cancelled_after_the_end_of_the_call()
    {
        var deadline = new CallDeadline(_limit, _time, CancellationToken.None);
        var isCancelled = false;
        deadline.Token.Register(() => isCancelled = true);
        deadline.Dispose();

        _time.Advance(_limit);

        Assert.That(isCancelled, Is.False);
    }
}
