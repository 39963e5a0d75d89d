using System.Text.Json.Nodes;

namespace McpGuard.Tests.Tokens.Validation;

[TestFixture]
internal sealed class AcceptedTokenTests
{
    private readonly ValidatorHarness _guard = new();

    [OneTimeTearDown]
    public void TearDown() => _guard.Dispose();

    [Test]
    public async Task Caller_has_all_facts_of_the_token()
    {
        var token = _guard.Token()
            .With("sub", "alice")
            .With("client_id", "desktop")
            .With("jti", "token-7")
            .With("sid", "session-7")
            .With("act", new JsonObject { ["sub"] = "agent-1", ["iss"] = "https://agents.example" })
            .WithScopes("notes:read", "notes:write")
            .WithTimes(-10, 290, _guard.Time)
            .Build();

        var caller = (await _guard.ValidateAsync(token)).Caller!;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(caller.Issuer, Is.EqualTo("https://authority.example"));
            Assert.That(caller.Subject, Is.EqualTo("alice"));
            Assert.That(caller.Actor, Is.EqualTo(new Actor("agent-1", "https://agents.example")));
            Assert.That(caller.ClientId, Is.EqualTo("desktop"));
            Assert.That(caller.TokenId, Is.EqualTo("token-7"));
            Assert.That(caller.SessionId, Is.EqualTo("session-7"));
            Assert.That(caller.AudienceCount, Is.EqualTo(1));
            Assert.That(caller.Scopes, Is.EqualTo(new[] { "notes:read", "notes:write" }));
            Assert.That(caller.IssuedAt, Is.EqualTo(_guard.Time.GetUtcNow().AddSeconds(-10)));
            Assert.That(caller.ExpiresAt, Is.EqualTo(_guard.Time.GetUtcNow().AddSeconds(290)));
        }
    }

    [Test]
    public async Task Caller_shows_subject_and_actor_and_nothing_of_the_token()
    {
        var token = _guard.Token().Build();

        var caller = (await _guard.ValidateAsync(token)).Caller!;

        Assert.That(caller.ToString(), Is.EqualTo("alice via agent-1"));
    }

    [Test]
    public async Task Token_without_an_actor_is_a_caller_without_an_actor()
    {
        var caller = (await _guard.ValidateAsync(_guard.Token().Without("act").Build())).Caller!;

        Assert.That(caller.Actor, Is.Null);
        Assert.That(caller.ToString(), Is.EqualTo("alice"));
    }

    [Test]
    [Category("SCP-10")]
    public async Task Token_without_scopes_grants_none()
    {
        var without = (await _guard.ValidateAsync(_guard.Token().Without("scope").Build())).Caller!;
        var empty = (await _guard.ValidateAsync(_guard.Token().With("scope", "").Build())).Caller!;

        Assert.That(without.Scopes, Is.Empty);
        Assert.That(empty.Scopes, Is.Empty);
    }

    [Test]
    [Category("SCP-1")]
    [Category("SCP-11")]
    public async Task Only_the_scope_claim_grants_scopes()
    {
        var token = _guard.Token()
            .With("scp", new JsonArray("admin"))
            .With("scopes", "admin")
            .With("roles", new JsonArray("admin"))
            .With("may_act", new JsonObject { ["sub"] = "admin", ["scope"] = "admin" });

        var caller = (await _guard.ValidateAsync(token.Build())).Caller!;

        Assert.That(caller.Scopes, Is.Empty);
    }

    [Test]
    public async Task Unknown_claims_have_no_effect() =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().With("x", new JsonObject { ["y"] = 1 })), Is.EqualTo(ReasonCode.Allowed));

    [Test]
    [Category("RPL-2")]
    public async Task Same_token_is_accepted_call_after_call()
    {
        var token = _guard.Token().Build();

        Assert.That(await _guard.ReasonAsync(token), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(await _guard.ReasonAsync(token), Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    public void Missing_token_is_a_mistake_of_the_program() =>
        Assert.That(() => _guard.ValidateAsync(null!), Throws.ArgumentNullException);
}
