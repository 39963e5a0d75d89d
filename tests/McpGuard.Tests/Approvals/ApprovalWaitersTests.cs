using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Approvals;

/// <summary>Held calls are bounded, and leave nothing behind.</summary>
[TestFixture]
[Category("APR-13")]
internal sealed class ApprovalWaitersTests
{
    private readonly ApprovalWaiters _waiters = new(Meters.Metrics(), new FakeTimeProvider());

    [Test]
    public void Nothing_is_kept_for_an_approval_after_its_last_call_has_left()
    {
        Assert.That(_waiters.TryEnter("alice", perRequester: 1, inAll: 1), Is.True);
        var change = _waiters.NextChangeAsync("apr_1");

        _waiters.Leave("alice", "apr_1");

        Assert.That(change.IsCompleted, Is.True);
        Assert.That((_waiters.NextChangeAsync("apr_1"), _waiters.Count), Is.Not.EqualTo((change, 0)));
        Assert.That(_waiters.Count, Is.Zero);
    }

    [TestCase("alice", 1, 9, false)]
    [TestCase("bob", 1, 1, false)]
    [TestCase("bob", 1, 2, true)]
    public void Calls_beyond_a_bound_are_not_held(string requester, int perRequester, int inAll, bool isHeld)
    {
        _waiters.TryEnter("alice", 9, 9);

        Assert.That(_waiters.TryEnter(requester, perRequester, inAll), Is.EqualTo(isHeld));

        _waiters.Leave("alice", "apr_1");
        if (isHeld)
            _waiters.Leave(requester, "apr_1");
    }
}
