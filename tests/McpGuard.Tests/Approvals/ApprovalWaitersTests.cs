using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Approvals;

/// <summary>Held calls are bounded, and leave nothing behind.</summary>
[TestFixture]
[Category("APR-13")]
internal sealed class ApprovalWaitersTests
{
    private ApprovalWaiters _waiters = null!;

    [SetUp]
    public void SetUp() => _waiters = new(Meters.Metrics(), new FakeTimeProvider());

    [Test]
    public void Nothing_is_kept_for_an_approval_after_its_last_call_has_left()
    {
        var pending = Of("alice");
        Assert.That(_waiters.TryEnter(pending, new(1, 1)), Is.True);
        var change = _waiters.NextChangeAsync(pending.Id);

        _waiters.Leave(pending);

        Assert.That(change.IsCompleted, Is.True);
        Assert.That((_waiters.NextChangeAsync(pending.Id), _waiters.Count), Is.Not.EqualTo((change, 0)));
        Assert.That(_waiters.Count, Is.Zero);
    }

    [TestCase("alice", 1, 9, false)]
    [TestCase("bob", 1, 1, false)]
    [TestCase("bob", 2, 2, true)]
    public void Calls_beyond_a_bound_are_not_held(string requester, int perRequester, int inAll, bool isHeld)
    {
        _waiters.TryEnter(Of("alice"), new(9, 9));

        Assert.That(_waiters.TryEnter(Of(requester), new(perRequester, inAll)), Is.EqualTo(isHeld));

        _waiters.Leave(Of("alice"));
        if (isHeld)
            _waiters.Leave(Of(requester));
    }

    // The bounds of open requests hold for held calls too.
    [Test]
    public void Person_with_many_clients_holds_a_tenth()
    {
        var held = Enumerable.Range(0, 7).TakeWhile(number => _waiters.TryEnter(Of($"alice-{number}", "alice"), new(4, 64))).ToArray();

        Assert.That(held, Has.Length.EqualTo(6));
        Assert.That(_waiters.TryEnter(Of("bob"), new(4, 64)), Is.True);
    }

    private static Approval Of(string requester, string? person = null) => SampleApprovals.Pending(Callers.Now, requester: requester, subject: person);
}
