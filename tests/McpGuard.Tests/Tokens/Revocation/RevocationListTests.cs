namespace McpGuard.Tests.Tokens.Revocation;

/// <summary>The callers that one entry revokes, and the others.</summary>
[TestFixture]
[Category("REV-5")]
internal sealed class RevocationListTests
{
    private const string Issuer = Callers.Issuer;

    private static readonly DelegatedCaller _caller = Callers.Through("agent-1", "gateway", $"{Callers.OtherIssuer} portal");

    private static IEnumerable<TestCaseData> Hits()
    {
        yield return Of("everything of the issuer", new() { Issuer = Issuer });
        yield return Of("token", new() { Issuer = Issuer, TokenId = "token-1" });
        yield return Of("subject", new() { Issuer = Issuer, Subject = "alice" });
        yield return Of("session", new() { Issuer = Issuer, SessionId = "session-1" });
        yield return Of("client", new() { Issuer = Issuer, ClientId = "agent-1" });
        yield return Of("current actor", new() { Issuer = Issuer, Actor = "agent-1" });
        yield return Of("prior actor", new() { Issuer = Issuer, Actor = "gateway" });
        yield return Of("first actor, of another issuer", new() { Issuer = Callers.OtherIssuer, Actor = "portal" });
        yield return Of("issuer with a slash", new() { Issuer = $"{Issuer}/", Subject = "alice" });
        yield return Of("whatever the comment", new() { Issuer = Issuer, Subject = "alice", Comment = "left the company" });

        static TestCaseData Of(string what, McpGuard.Revocation revocation) => new TestCaseData(revocation).SetArgDisplayNames(what);
    }

    private static IEnumerable<TestCaseData> Misses()
    {
        yield return Of("another issuer", new() { Issuer = Callers.OtherIssuer });
        yield return Of("another issuer's subject", new() { Issuer = Callers.OtherIssuer, Subject = "alice" });
        yield return Of("another issuer's token", new() { Issuer = Callers.OtherIssuer, TokenId = "token-1" });
        yield return Of("another issuer's session", new() { Issuer = Callers.OtherIssuer, SessionId = "session-1" });
        yield return Of("another issuer's client", new() { Issuer = Callers.OtherIssuer, ClientId = "agent-1" });
        yield return Of("another issuer's actor", new() { Issuer = Callers.OtherIssuer, Actor = "agent-1" });
        yield return Of("actor of the token's issuer", new() { Issuer = Issuer, Actor = "portal" });
        yield return Of("another subject", new() { Issuer = Issuer, Subject = "bob" });
        yield return Of("subject in another case", new() { Issuer = Issuer, Subject = "Alice" });
        yield return Of("another token", new() { Issuer = Issuer, TokenId = "token-2" });
        yield return Of("subject as a client", new() { Issuer = Issuer, ClientId = "alice" });
        yield return Of("client as a subject", new() { Issuer = Issuer, Subject = "agent-1" });
        yield return Of("subject as an actor", new() { Issuer = Issuer, Actor = "alice" });
        yield return Of("token as a session", new() { Issuer = Issuer, SessionId = "token-1" });

        static TestCaseData Of(string what, McpGuard.Revocation revocation) => new TestCaseData(revocation).SetArgDisplayNames(what);
    }

    private readonly RevocationList _list = new(TimeProvider.System);

    [TestCaseSource(nameof(Hits))]
    public void Entry_revokes_its_target(McpGuard.Revocation revocation) => Assert.That(IsRevoked(_caller, revocation), Is.True);

    [TestCaseSource(nameof(Misses))]
    public void Entry_revokes_nothing_else(McpGuard.Revocation revocation) => Assert.That(IsRevoked(_caller, revocation), Is.False);

    [Test]
    public void Token_without_a_session_or_an_actor_is_not_hit_by_entries_about_them()
    {
        var caller =
            new DelegatedCaller { Issuer = Issuer, Subject = "alice", ClientId = "c", TokenId = "t", Scopes = ScopeSet.Empty, ExpiresAt = Callers.Now };

        Assert.That(IsRevoked(caller, new() { Issuer = Issuer, SessionId = "session-1" }, new() { Issuer = Issuer, Actor = "alice" }), Is.False);
    }

    [Test]
    public void Empty_list_revokes_nothing() => Assert.That(IsRevoked(_caller), Is.False);

    [Test]
    public void One_entry_of_several_is_enough() =>
        Assert.That(IsRevoked(_caller, new() { Issuer = Issuer, Subject = "bob" }, new() { Issuer = Issuer, ClientId = "agent-1" }), Is.True);

    [Test]
    public void Entries_about_the_same_thing_add_up()
    {
        var old = new McpGuard.Revocation { Issuer = Issuer, Subject = "alice", IssuedBefore = Callers.Now.AddHours(-1) };

        Assert.That(IsRevoked(_caller, old), Is.False);
        Assert.That(IsRevoked(_caller, new() { Issuer = Issuer, Subject = "alice" }, old), Is.True);
    }

    private static IEnumerable<McpGuard.Revocation> Unclear() =>
    [
        new() { Issuer = Issuer, Subject = "alice", TokenId = "token-1" },
        new() { Issuer = Issuer, Subject = "alice", ClientId = "agent-1" },
        new() { Issuer = Issuer, SessionId = "session-1", Actor = "agent-1" },
        new() { Issuer = Issuer, TokenId = "t", Subject = "s", SessionId = "s", ClientId = "c", Actor = "a" },
        new() { Issuer = Issuer, Subject = "" }, new() { Issuer = Issuer, TokenId = "" }, new() { Issuer = Issuer, Actor = "" },
        new() { Issuer = "" }, new() { Issuer = " ", Subject = "alice" },
    ];

    [TestCaseSource(nameof(Unclear))]
    public void Entry_that_names_two_things_or_no_issuer_is_refused(McpGuard.Revocation revocation)
    {
        Assert.That(() => _list.Revoke(revocation), Throws.ArgumentException.With.Message.Contains("at most one of token, subject, session, client and actor"));
        Assert.That(_list.IsRevoked(_caller), Is.False);
    }

    [Test]
    public void Null_is_refused()
    {
        Assert.That(() => _list.Revoke(null!), Throws.ArgumentNullException);
        Assert.That(() => _list.IsRevoked(null!), Throws.ArgumentNullException);
        Assert.That(() => new RevocationList(null!), Throws.ArgumentNullException);
    }

    private static bool IsRevoked(DelegatedCaller caller, params McpGuard.Revocation[] revocations)
    {
        var list = new RevocationList(TimeProvider.System);
        foreach (var revocation in revocations)
            list.Revoke(revocation);

        return list.IsRevoked(caller);
    }
}
