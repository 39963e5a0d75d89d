using System.Text.Json.Nodes;
using McpGuard.Testing;

namespace McpGuard.Tests.Tokens.Issuers;

/// <summary>Each profile accepts an access token as its product writes it, and none of the product's other tokens.</summary>
[TestFixture]
internal sealed class ProfileTests
{
    private const string Resource = ValidatorHarness.Resource;

    // What the products document of their tokens; times, issuer and audience are the harness's.
    private static readonly Dictionary<IssuerProfile, string> _accessTokens = new()
    {
        [IssuerProfile.EntraId] =
            """{"sub":"AAAA-pairwise","azp":"11111111-2222-3333-4444-555555555555","azpacr":"1","oid":"b6a1","scp":"Files.Read """ +
                """Files.Write","tid":"t1","uti":"uti-7","ver":"2.0"}""",
        [IssuerProfile.Okta] = """{"sub":"alice@example.com","cid":"0oa123","uid":"00u1","scp":["files:read","openid"],"jti":"AT.abc","ver":1}""",
        [IssuerProfile.Keycloak] =
            """{"sub":"f:1:alice","azp":"agent-1","typ":"Bearer","scope":"openid files:read","jti":"k-1","sid":"s-1","realm_access":{"roles":["user"]}}""",
        [IssuerProfile.Auth0] = """{"sub":"auth0|123","azp":"client-1","scope":"openid files:read","permissions":["files:read"]}""",
    };

    private static readonly Dictionary<IssuerProfile, (string Client, string TokenId, string[] Scopes)> _callers = new()
    {
        [IssuerProfile.EntraId] = ("11111111-2222-3333-4444-555555555555", "uti-7", ["Files.Read", "Files.Write"]),
        [IssuerProfile.Okta] = ("0oa123", "AT.abc", ["files:read", "openid"]),
        [IssuerProfile.Keycloak] = ("agent-1", "k-1", ["openid", "files:read"]),
        [IssuerProfile.Auth0] = ("client-1", "ref:", ["openid", "files:read"]),
    };

    private static IEnumerable<TestCaseData> OtherTokens()
    {
        yield return Other(
            IssuerProfile.EntraId, "an ID token", """{"sub":"AAAA","oid":"b6a1","tid":"t1","uti":"u","ver":"2.0","name":"Alice"}""", ReasonCode.ClaimMissing);
        yield return Other(
            IssuerProfile.EntraId, "an ID token with a nonce", """{"sub":"AAAA","azp":"1","uti":"u","nonce":"n"}""", ReasonCode.TokenTypeRefused);
        yield return Other(
            IssuerProfile.Okta, "an ID token", """{"sub":"alice","jti":"ID.abc","amr":["pwd"],"auth_time":1,"at_hash":"h"}""", ReasonCode.TokenTypeRefused);
        yield return Other(IssuerProfile.Okta, "an ID token without a hash", """{"sub":"alice","jti":"ID.abc","amr":["pwd"]}""", ReasonCode.ClaimMissing);
        yield return Other(IssuerProfile.Keycloak, "an ID token", """{"sub":"alice","azp":"agent-1","typ":"ID","jti":"k-1"}""", ReasonCode.TokenTypeRefused);
        yield return Other(
            IssuerProfile.Keycloak,
            "a refresh token",
            """{"sub":"alice","azp":"agent-1","typ":"Refresh","jti":"k-1","scope":"files:read"}""",
            ReasonCode.TokenTypeRefused);
        yield return Other(
            IssuerProfile.Keycloak,
            "a logout token",
            """{"sub":"alice","azp":"agent-1","typ":"Logout","jti":"k-1","events":{}}""",
            ReasonCode.TokenTypeRefused);
        yield return Other(IssuerProfile.Keycloak, "a token without a kind", """{"sub":"alice","azp":"agent-1","jti":"k-1"}""", ReasonCode.TokenTypeRefused);
        yield return Other(IssuerProfile.Auth0, "an ID token", """{"sub":"auth0|1","nickname":"alice","sid":"s"}""", ReasonCode.ClaimMissing);
        yield return Other(IssuerProfile.Auth0, "a code's ID token", """{"sub":"auth0|1","azp":"c","c_hash":"h"}""", ReasonCode.TokenTypeRefused);
        yield return Other(IssuerProfile.Auth0, "a security event", """{"sub":"auth0|1","azp":"c","events":{"x":{}}}""", ReasonCode.TokenTypeRefused);

        static TestCaseData Other(IssuerProfile profile, string kind, string claims, ReasonCode reason) =>
            new TestCaseData(profile, claims, reason).SetArgDisplayNames(profile.ToString(), kind);
    }

    [Test]
    public async Task Access_token_is_accepted_as_its_product_writes_it(
        [Values(IssuerProfile.EntraId, IssuerProfile.Okta, IssuerProfile.Keycloak, IssuerProfile.Auth0)] IssuerProfile profile)
    {
        using var guard = new ValidatorHarness(issuer: issuer => issuer.Profile = profile);
        var (client, tokenId, scopes) = _callers[profile];

        var caller = (await guard.ValidateAsync(TokenOf(guard, profile, _accessTokens[profile]))).Caller!;

        Assert.That(caller.ClientId, Is.EqualTo(client));
        Assert.That(caller.TokenId, Does.StartWith(tokenId));
        Assert.That(caller.Scopes, Is.EqualTo(scopes));
    }

    [Category("TOK-3")]
    [Test]
    public async Task Access_token_of_a_product_does_not_conform_to_rfc_9068(
        [Values(IssuerProfile.EntraId, IssuerProfile.Okta, IssuerProfile.Keycloak, IssuerProfile.Auth0)] IssuerProfile profile)
    {
        using var guard = new ValidatorHarness();

        Assert.That(await guard.ReasonAsync(TokenOf(guard, profile, _accessTokens[profile])), Is.EqualTo(ReasonCode.TokenTypeRefused));
    }

    [Category("TOK-4")]
    [TestCaseSource(nameof(OtherTokens))]
    public async Task Other_token_of_the_product_is_refused(IssuerProfile profile, string claims, ReasonCode reason)
    {
        using var guard = new ValidatorHarness(issuer: issuer => issuer.Profile = profile);

        Assert.That(await guard.ReasonAsync(TokenOf(guard, profile, claims)), Is.EqualTo(reason));
    }

    [Category("TOK-3")]
    [Category("TOK-19")]
    [Category("TOK-20")]
    [Category("TOK-36")]
    [TestCase("oauth-id-jag+jwt")]
    [TestCase("txntoken+jwt")]
    [TestCase("token-introspection+jwt")]
    [TestCase("secevent+jwt")]
    [TestCase("statuslist+jwt")]
    [TestCase("dpop+jwt")]
    [TestCase("logout+jwt")]
    [TestCase("")]
    [TestCase("jwt ")]
    public async Task Another_kind_of_token_is_refused_even_if_old_types_are_accepted(string type)
    {
        using var guard = new ValidatorHarness(issuer: issuer => issuer.AcceptLegacyType = true);

        Assert.That(await guard.ReasonAsync(guard.Token().WithHeader("typ", type)), Is.EqualTo(ReasonCode.TokenTypeRefused));
        Assert.That(await guard.ReasonAsync(guard.Token().WithHeader("typ", null)), Is.EqualTo(ReasonCode.TokenTypeRefused));
    }

    [Test]
    [Category("TOK-3")]
    public async Task Old_types_are_accepted_if_the_issuer_options_allow_them()
    {
        using var guard = new ValidatorHarness(issuer: issuer => issuer.AcceptLegacyType = true);

        foreach (var token in new[]
            {
                guard.Token().WithHeader("typ", "JWT"),
                guard.Token().WithHeader("typ", "jwt"),
                guard.Token().WithoutHeader("typ"),
                guard.Token(),
            })
            Assert.That(await guard.ReasonAsync(token), Is.EqualTo(ReasonCode.Allowed));
    }

    [TestCase("nonce")]
    [TestCase("at_hash")]
    [TestCase("events")]
    public async Task Claims_of_other_tokens_are_ignored_if_the_type_is_that_of_an_access_token(string claim)
    {
        using var guard = new ValidatorHarness();

        Assert.That(await guard.ReasonAsync(guard.Token().With(claim, "x")), Is.EqualTo(ReasonCode.Allowed));
    }

    [Category("SCP-1")]
    [TestCase("[\"files:read files:write\"]")]
    [TestCase("[\"\"]")]
    [TestCase("[1]")]
    [TestCase("{}")]
    public async Task List_of_scopes_has_a_scope_in_each_place(string scopes)
    {
        using var guard = new ValidatorHarness(issuer: issuer => issuer.Profile = IssuerProfile.Okta);
        var token = guard.Token().With("cid", "c").With("scp", JsonNode.Parse(scopes));

        Assert.That(await guard.ReasonAsync(token), Is.EqualTo(ReasonCode.ClaimInvalid));
    }

    [Test]
    public async Task Own_settings_win_over_the_profile()
    {
        using var guard = new ValidatorHarness(issuer: issuer =>
        {
            issuer.Profile = IssuerProfile.Okta;
            issuer.AcceptLegacyType = false;
            issuer.Claims.Scope.Add("permissions");
            issuer.Claims.ClientId.Add("client");
        });
        var token = guard.Token().Without("client_id").With("client", "c-1").With("permissions", new JsonArray("a")).With("scp", "b");

        var caller = (await guard.ValidateAsync(token.Build())).Caller!;

        Assert.That((caller.ClientId, caller.Scopes.Single()), Is.EqualTo(("c-1", "a")));
        Assert.That(await guard.ReasonAsync(token.WithoutHeader("typ")), Is.EqualTo(ReasonCode.TokenTypeRefused));
    }

    private static string TokenOf(ValidatorHarness guard, IssuerProfile profile, string claims)
    {
        var token = guard.Token().Without("act").Without("client_id").Without("jti").Without("scope");
        foreach (var (name, value) in JsonNode.Parse(claims)!.AsObject())
            token.With(name, value?.DeepClone());

        return (profile == IssuerProfile.Okta ? token.WithoutHeader("typ") : token.WithHeader("typ", "JWT")).Build();
    }
}
