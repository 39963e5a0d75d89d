using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Tokens.Revocation;

/// <summary>The list is bounded, and what it refuses to take it does not pretend to have.</summary>
[TestFixture]
[Category("REV-5")]
internal sealed class RevocationBoundTests
{
    private const int Max = RevocationIndex.MaxEntries;

    private FakeTimeProvider _time = null!;

    [SetUp]
    public void SetUp() => _time = new(Callers.Now);

    [Test]
    public void Entry_beyond_the_bound_is_refused_and_the_others_stay()
    {
        var list = Full(until: null);

        Assert.That(() => list.Revoke(Token(Max)), Throws.InvalidOperationException.With.Message.Contains("100000"));
        Assert.That(() => list.Revoke(Token(0)), Throws.InvalidOperationException, "The same thing once more is one more entry.");
        Assert.That((IsRevoked(list, 0), IsRevoked(list, Max - 1), IsRevoked(list, Max)), Is.EqualTo((true, true, false)));
    }

    [Test]
    public void Lapsed_entries_make_room()
    {
        var list = Full(until: Callers.Now.AddMinutes(1));
        Assert.That(() => list.Revoke(Token(Max)), Throws.InvalidOperationException);

        _time.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < Max; i++)
            list.Revoke(Token(Max + i));

        Assert.That((IsRevoked(list, 0), IsRevoked(list, Max), IsRevoked(list, Max + Max - 1)), Is.EqualTo((false, true, true)));
        Assert.That(() => list.Revoke(Token(-1)), Throws.InvalidOperationException, "There is no more room than there was.");
    }

    [Test]
    public void Expired_entries_are_forgotten_and_others_for_the_same_key_stay()
    {
        var list = Full(until: Callers.Now.AddMinutes(1), count: Max - 1);
        list.Revoke(Token(0));

        _time.Advance(TimeSpan.FromMinutes(1));
        list.Revoke(Token(Max));

        Assert.That((IsRevoked(list, 0), IsRevoked(list, 1), IsRevoked(list, Max)), Is.EqualTo((true, false, true)));
        Assert.That(Enumerable.Range(1, Max).TakeWhile(i => TryRevoke(list, i)).Count(), Is.EqualTo(Max - 2), "Two entries are there already.");
    }

    [Test]
    public void Entries_that_come_at_the_same_time_are_all_there()
    {
        var list = new RevocationList(_time);

        Parallel.For(0, 10_000, i =>
        {
            list.Revoke(Token(i));
            Assert.That(IsRevoked(list, i), Is.True);
            list.Revoke(new() { Issuer = Callers.Issuer, Subject = $"subject-{i % 7}", IssuedBefore = Callers.Now.AddSeconds(-i) });
        });

        Assert.That(Enumerable.Range(0, 10_000).Where(i => !IsRevoked(list, i)), Is.Empty);
    }

    [Test]
    public void Bound_holds_for_entries_that_come_at_the_same_time()
    {
        var list = new RevocationList(_time);
        var refused = 0;

        Parallel.For(0, Max + 10_000, i =>
        {
            if (!TryRevoke(list, i))
                Interlocked.Increment(ref refused);
        });

        Assert.That(refused, Is.EqualTo(10_000));
        Assert.That(Enumerable.Range(0, Max + 10_000).Count(i => IsRevoked(list, i)), Is.EqualTo(Max));
    }

    private static bool TryRevoke(RevocationList list, int number)
    {
        try
        {
            list.Revoke(Token(number));
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private RevocationList Full(DateTimeOffset? until, int count = Max)
    {
        var list = new RevocationList(_time);
        for (var i = 0; i < count; i++)
            list.Revoke(Token(i, until));

        return list;
    }

    private static McpGuard.Revocation Token(int number, DateTimeOffset? until = null) =>
        new() { Issuer = Callers.Issuer, TokenId = $"token-{number}", Until = until };

    private static bool IsRevoked(RevocationList list, int number) => list.IsRevoked(new()
    {
        Issuer = Callers.Issuer,
        Subject = "alice",
        ClientId = "agent-1",
        TokenId = $"token-{number}",
        Scopes = ScopeSet.Empty,
        ExpiresAt = Callers.Now,
    });
}
