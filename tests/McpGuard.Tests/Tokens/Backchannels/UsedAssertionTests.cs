using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Tokens.Backchannels;

/// <summary>A device assertion for one use is remembered, within bounds that no caller can exhaust for others.</summary>
[TestFixture]
internal sealed class UsedAssertionTests
{
    private FakeTimeProvider _time = null!;

    [SetUp]
    public void SetUp() => _time = new(Callers.Now);

    [Test]
    public void Identifier_is_its_issuers_own()
    {
        var used = new UsedAssertions(_time);

        Assert.That(used.TryUse("a", "1", "alice", Callers.Now.AddMinutes(1)), Is.True);
        Assert.That(used.TryUse("a", "1", "bob", Callers.Now.AddMinutes(1)), Is.False);
        Assert.That(used.TryUse("b", "1", "alice", Callers.Now.AddMinutes(1)), Is.True);
    }

    [Test]
    public void Identifier_is_forgotten_when_its_assertion_has_ended()
    {
        var used = new UsedAssertions(_time);
        used.TryUse("a", "1", "alice", Callers.Now.AddMinutes(1));

        _time.SetUtcNow(Callers.Now.AddMinutes(1).AddTicks(-1));
        Assert.That(used.TryUse("a", "1", "alice", Callers.Now.AddMinutes(2)), Is.False);
        _time.SetUtcNow(Callers.Now.AddMinutes(1));
        Assert.That(used.TryUse("a", "1", "alice", Callers.Now.AddMinutes(2)), Is.True);
    }

    [Test]
    public void Caller_that_uses_up_its_share_does_so_for_itself()
    {
        var used = new UsedAssertions(_time);
        for (var i = 0; i < UsedAssertions.MaxEntries / 10; i++)
            Assert.That(used.TryUse("a", $"{i}", "mallory", Callers.Now.AddMinutes(1)), Is.True);

        Assert.That(used.TryUse("a", "one more", "mallory", Callers.Now.AddMinutes(1)), Is.False);
        Assert.That(used.TryUse("a", "alice's", "alice", Callers.Now.AddMinutes(1)), Is.True);
    }

    [Test]
    public void What_cannot_be_remembered_does_not_count()
    {
        var used = new UsedAssertions(_time);
        for (var i = 0; i < UsedAssertions.MaxEntries; i++)
            used.TryUse("a", $"{i}", $"caller-{i % 100}", Callers.Now.AddMinutes(1));

        Assert.That(used.TryUse("a", "one more", "caller-1", Callers.Now.AddMinutes(1)), Is.False);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(used.TryUse("a", "one more", "caller-1", Callers.Now.AddMinutes(2)), Is.True);
    }

    [Test]
    public void Overlong_identifier_does_not_count() =>
        Assert.That(new UsedAssertions(_time).TryUse("a", new string('x', 257), "alice", Callers.Now.AddMinutes(1)), Is.False);
}
