using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Tokens.Revocation;

/// <summary>Which tokens an entry is about by their age, and for how long.</summary>
[TestFixture]
[Category("REV-5")]
internal sealed class RevocationTimeTests
{
    private FakeTimeProvider _time = null!;
    private RevocationList _list = null!;

    [SetUp]
    public void SetUp() => _list = new(_time = new(Callers.Now));

    [TestCase(-1, true)]
    [TestCase(0, true)]
    [TestCase(1, false)]
    public void Token_that_was_issued_later_is_spared(int seconds, bool isRevoked)
    {
        Revoke(issuedBefore: Callers.Now);

        Assert.That(_list.IsRevoked(IssuedAt(Callers.Now.AddSeconds(seconds))), Is.EqualTo(isRevoked));
    }

    [Test]
    public void Token_without_an_issue_time_counts_as_old()
    {
        Revoke(issuedBefore: Callers.Now.AddYears(-10));

        Assert.That(_list.IsRevoked(IssuedAt(null)), Is.True);
        Assert.That(_list.IsRevoked(IssuedAt(Callers.Now)), Is.False);
    }

    [TestCase(-1, true)]
    [TestCase(0, false)]
    [TestCase(1, false)]
    public void Entry_counts_until_its_end(int seconds, bool isRevoked)
    {
        Revoke(until: Callers.Now.AddMinutes(1));
        _time.Advance(TimeSpan.FromSeconds(60 + seconds));

        Assert.That(_list.IsRevoked(Callers.With()), Is.EqualTo(isRevoked));
    }

    [Test]
    public void Entry_without_an_end_counts_forever()
    {
        Revoke();
        _time.Advance(TimeSpan.FromDays(3650));

        Assert.That(_list.IsRevoked(Callers.With()), Is.True);
    }

    [Test]
    public void Times_of_another_offset_are_the_same_times()
    {
        Revoke(issuedBefore: Callers.Now.ToOffset(TimeSpan.FromHours(9)), until: Callers.Now.AddMinutes(1).ToOffset(TimeSpan.FromHours(-5)));

        Assert.That(_list.IsRevoked(IssuedAt(Callers.Now)), Is.True);
        Assert.That(_list.IsRevoked(IssuedAt(Callers.Now.AddSeconds(1))), Is.False);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(_list.IsRevoked(IssuedAt(Callers.Now)), Is.False);
    }

    private void Revoke(DateTimeOffset? issuedBefore = null, DateTimeOffset? until = null) =>
        _list.Revoke(new() { Issuer = Callers.Issuer, Subject = "alice", IssuedBefore = issuedBefore, Until = until });

    private static DelegatedCaller IssuedAt(DateTimeOffset? time) => new()
    {
        Issuer = Callers.Issuer,
        Subject = "alice",
        ClientId = "agent-1",
        TokenId = "token-1",
        Scopes = ScopeSet.Empty,
        IssuedAt = time,
        ExpiresAt = Callers.Now.AddMinutes(5),
    };
}
