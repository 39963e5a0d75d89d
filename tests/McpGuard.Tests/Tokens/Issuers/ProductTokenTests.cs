using System.Text.Json.Nodes;

namespace McpGuard.Tests.Tokens.Issuers;

/// <summary>
/// Tokens as the products sign them, with the issuer and audience that they write, all their claims and RS256: the access
/// token is accepted, and no other token that the same key has signed for the same user.
/// </summary>
[TestFixture]
internal sealed class ProductTokenTests
{
    private const string Entra = "https://login.microsoftonline.com/9122040d-6c67-4c5b-b112-36a304b66dad/v2.0";
    private const string EntraV1 = "https://sts.windows.net/9122040d-6c67-4c5b-b112-36a304b66dad/";
    private const string Okta = "https://dev-1234.okta.com/oauth2/default";
    private const string Keycloak = "https://sso.example.com/realms/tools";
    private const string Auth0 = "https://tools.eu.auth0.com/";
    private const string Duende = "https://identity.example.com";
    private const string Cognito = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI";
    private const string Ping = "https://auth.pingone.eu/0b8d3c4e-5f2a-4a6c-9c1e-2f3a4b5c6d7e/as";
    private const string AdFs = "http://fs.example.com/adfs/services/trust";
    private const string Google = "https://accounts.google.com";
    private const string Plain = """{"typ":"JWT","alg":"RS256","kid":"key-1"}""";
    private const string Untyped = """{"kid":"key-1","alg":"RS256"}""";
    private const string Typed = """{"alg":"RS256","typ":"at+jwt","kid":"key-1"}""";

    private readonly AlgorithmKey _key = new("RS256");

    [OneTimeTearDown]
    public void TearDown() => _key.Dispose();

    private static IEnumerable<TestCaseData> AccessTokens()
    {
        yield return Of("Entra ID 2.0", IssuerProfile.EntraId, Entra, """{"typ":"JWT","alg":"RS256","x5t":"key-1","kid":"key-1"}""",
            """
            {"aud":"6e74172b-be56-4843-9ff4-e66a39bb12e3","nbf":IAT,"aio":"AXQAi/8IAAAA","azp":"6e74172b-be56-4843-9ff4-e66a39bb12e3",
            "azpacr":"0","name":"Abe Lincoln","oid":"690222be-ff1a-4d56-abd1-7e4f7d38e474","preferred_username":"abeli@microsoft.com",
            "rh":"I","scp":"Files.Read Files.Write","sub":"HKZpfaHyWadeOouYlitjrI-KffTm222X5rrV3xDqfKQ",
            "tid":"9122040d-6c67-4c5b-b112-36a304b66dad","uti":"fqiBqXLPj0eQa82S-IYFAA","ver":"2.0"}
            """,
            "6e74172b-be56-4843-9ff4-e66a39bb12e3", "fqiBqXLPj0eQa82S-IYFAA", "Files.Read Files.Write");
        yield return Of("Entra ID 1.0", IssuerProfile.EntraId, EntraV1, """{"typ":"JWT","alg":"RS256","x5t":"key-1","kid":"key-1"}""",
            """
            {"aud":"api://mcp","nbf":IAT,"acr":"1","aio":"AXQAi/8TAAAA","amr":["pwd"],"appid":"c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
            "appidacr":"0","ipaddr":"192.168.0.1","name":"Abe Lincoln","oid":"02223b6b-aa1d-42d4-9ec0-1b2bb9194438","rh":"I",
            "scp":"user_impersonation","sub":"l3_roISQU222bULS9yi2k0XpqpOiMz5H3ZACo1GeXA","tid":"9122040d-6c67-4c5b-b112-36a304b66dad",
            "unique_name":"abeli@microsoft.com","uti":"FVsGxYXI30-TuikuuUoFAA","ver":"1.0"}
            """,
            "c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "FVsGxYXI30-TuikuuUoFAA", "user_impersonation");
        yield return Of("Okta", IssuerProfile.Okta, Okta, Untyped,
            """
            {"ver":1,"jti":"AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE","aud":"api://mcp","cid":"0oacqpe5oSKpcOoIc0h6",
            "uid":"00ujmkLgagxeRrAg20g3","scp":["openid","files:read"],"auth_time":IAT,"sub":"john.doe@example.com"}
            """,
            "0oacqpe5oSKpcOoIc0h6", "AT.0mP4JKAZX1iACIT4vbEDF7LpvDVjxypPMf0D7uX39RE", "openid files:read");
        yield return Of("Keycloak", IssuerProfile.Keycloak, Keycloak, """{"alg":"RS256","typ":"JWT","kid":"key-1"}""",
            """{"jti":"onrtac:0a9d8c70","aud":["api://mcp","account"]""" +
                ""","sub":"f7d2a8c6-6f5c-4ac0-a1a5-7e4c06a0d4f2","typ":"Bearer","azp":"desktop","sid":"5b1f","acr":"1","allowed-origins":""" +
                """["https://app.example.com"],"realm_access":{"roles":["offline_access"]},"resource_access":{"account":{"roles":""" +
                """["view-profile"]}},"scope":"openid files:read email","email_verified":true,"preferred_username":"alice"}""",
            "desktop", "onrtac:0a9d8c70", "openid files:read email");
        yield return Of("Keycloak with the type of RFC 9068", IssuerProfile.Keycloak, Keycloak, Typed,
            """{"jti":"onrtac:1","aud":"api://mcp","sub":"f7d2a8c6","typ":"Bearer","azp":"desktop","client_id":"desktop","scope":"files:read"}""",
            "desktop", "onrtac:1", "files:read");
        yield return Of("Keycloak, where a mapper writes another client", IssuerProfile.Keycloak, Keycloak, Plain,
            """{"jti":"onrtac:2","aud":"api://mcp","sub":"f7d2a8c6","typ":"Bearer","azp":"desktop","client_id":"mapped","scope":"files:read"}""",
            "desktop", "onrtac:2", "files:read");
        yield return Of("Keycloak, where a mapper has taken azp away", IssuerProfile.Keycloak, Keycloak, Plain,
            """{"jti":"trrtcc:3","aud":"api://mcp","sub":"f7d2a8c6","typ":"Bearer","client_id":"service","scope":"files:read"}""",
            "service", "trrtcc:3", "files:read");
        yield return Of("Auth0", IssuerProfile.Auth0, Auth0, Plain,
            """{"sub":"auth0|5c3e","aud":["api://mcp","https://tools.eu.auth0.com/userinfo"],"azp":"my_client_id","scope":"openid profile """ +
                """files:read","gty":"password","permissions":["files:read"]}""",
            "my_client_id", "ref:", "openid profile files:read");
        yield return Of("Auth0 with the dialect of RFC 9068", IssuerProfile.Auth0, Auth0, Typed,
            """{"sub":"auth0|5c3e","aud":["api://mcp","https://tools.eu.auth0.com/userinfo"]""" +
                ""","client_id":"my_client_id","jti":"YiPuXAJ2Ps7","scope":"files:read"}""",
            "my_client_id", "YiPuXAJ2Ps7", "files:read");

        yield return Of("Duende IdentityServer", IssuerProfile.Duende, Duende, Typed,
            """
            {"nbf":IAT,"aud":"api://mcp","client_id":"desktop","sub":"88421113","auth_time":IAT,"idp":"local","jti":"3C6F2D6A","sid":"A1",
            "scope":["openid","files:read"],"amr":["pwd"]}
            """,
            "desktop", "3C6F2D6A", "openid files:read");
        yield return Of("Cognito with a resource", IssuerProfile.Cognito, Cognito, """{"kid":"key-1","alg":"RS256"}""",
            """
            {"sub":"aaaaaaaa-bbbb","cognito:groups":["ops"],"version":2,"client_id":"xxxxxxxxxxxxexample","aud":"api://mcp",
            "origin_jti":"o1","event_id":"e1","token_use":"access","scope":"files:read openid","auth_time":IAT,"jti":"j1",
            "username":"alice"}
            """,
            "xxxxxxxxxxxxexample", "j1", "files:read openid");
        yield return Of("PingOne", IssuerProfile.Ping, Ping, """{"alg":"RS256","kid":"key-1"}""",
            """{"client_id":"3f7d","aud":["api://mcp"],"jti":"p1","sub":"alice","scope":"openid """ +
                """files:read","env":"0b8d3c4e","org":"o","sid":"s","acr":"Single_Factor","auth_time":IAT}""",
            "3f7d", "p1", "openid files:read");
        yield return Of("AD FS, whose name is a plain http address", IssuerProfile.AdFs, AdFs, """{"typ":"JWT","alg":"RS256","x5t":"key-1","kid":"key-1"}""",
            """
            {"aud":"api://mcp","sub":"s-1-5","apptype":"Public","appid":"7d2a",
            "authmethod":"urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport","auth_time":"2026-08-01T11:00:00.000Z",
            "ver":"1.0","scp":"openid files:read"}
            """,
            "7d2a", "ref:", "openid files:read");

        yield return Of("Google, a service account", IssuerProfile.Google, Google, Plain,
            """
            {"aud":"api://mcp","azp":"agent@project.iam.gserviceaccount.com","email":"agent@project.iam.gserviceaccount.com",
            "email_verified":true,"sub":"112010400000000710080"}
            """,
            "agent@project.iam.gserviceaccount.com", "ref:", "files:read");
        yield return Of("Google, an instance of Compute Engine", IssuerProfile.Google, Google, Plain,
            """
            {"aud":"api://mcp","azp":"112010400000000710080","email":"agent@project.iam.gserviceaccount.com","email_verified":true,
            "google":{"compute_engine":{"instance_id":"1","project_id":"project","zone":"europe-west3-a"}},"sub":"112010400000000710080"}
            """,
            "112010400000000710080", "ref:", "files:read");

        static TestCaseData Of(
            string product, IssuerProfile profile, string issuer, string header, string claims, string client, string tokenId, string scopes) =>
            new TestCaseData(profile, issuer, header, claims, client, tokenId, scopes).SetArgDisplayNames(product);
    }

    [TestCaseSource(nameof(AccessTokens))]
    public async Task Access_token_is_accepted(IssuerProfile profile, string issuer, string header, string claims, string client, string tokenId, string scopes)
    {
        using var guard = GuardFor(profile, issuer);

        var caller = (await guard.ValidateAsync(Signed(guard, issuer, header, claims))).Caller!;

        Assert.That((caller.Issuer, caller.ClientId), Is.EqualTo((issuer, client)));
        Assert.That(caller.TokenId, Does.StartWith(tokenId));
        Assert.That(caller.Scopes.ToString(), Is.EqualTo(scopes));
    }

    [TestCaseSource(nameof(AccessTokens))]
    [Category("TOK-12")]
    public async Task Issuer_that_differs_in_the_last_slash_is_another(
        IssuerProfile profile, string issuer, string header, string claims, string client, string tokenId, string scopes)
    {
        using var guard = GuardFor(profile, issuer);
        var other = issuer.EndsWith('/') ? issuer.TrimEnd('/') : $"{issuer}/";

        Assert.That(await guard.ReasonAsync(Signed(guard, other, header, claims)), Is.EqualTo(ReasonCode.IssuerUnknown));
    }

    private static IEnumerable<TestCaseData> OtherTokens()
    {
        yield return Of("Entra ID, ID token", IssuerProfile.EntraId, Plain, """{"oid":"1","tid":"t","uti":"u","ver":"2.0","nonce":"123","at_hash":"h"}""");
        yield return Of("Entra ID, ID token without a nonce", IssuerProfile.EntraId, Plain, """{"oid":"1","tid":"t","uti":"u","ver":"2.0"}""");
        yield return Of("Okta, ID token", IssuerProfile.Okta, Untyped, """{"ver":1,"amr":["pwd"],"idp":"00o","at_hash":"h","auth_time":IAT}""");
        yield return Of("Okta, ID token without a hash", IssuerProfile.Okta, Untyped, """{"ver":1,"amr":["pwd"],"idp":"00o"}""");
        yield return Of("Keycloak, ID token", IssuerProfile.Keycloak, Plain, """{"typ":"ID","azp":"desktop","sid":"s","at_hash":"h"}""");
        yield return Of("Keycloak, ID token without a hash", IssuerProfile.Keycloak, Plain, """{"typ":"ID","azp":"desktop","sid":"s"}""");
        yield return Of("Keycloak, refresh token", IssuerProfile.Keycloak, Plain, """{"typ":"Refresh","azp":"desktop","sid":"s","scope":"openid"}""");
        yield return Of("Keycloak, offline token", IssuerProfile.Keycloak, Plain, """{"typ":"Offline","azp":"desktop","scope":"openid"}""");
        yield return Of("Keycloak, a kind that is not a text", IssuerProfile.Keycloak, Plain, """{"typ":["Bearer"],"azp":"desktop","scope":"openid"}""");
        yield return Of(
            "Keycloak, logout token",
            IssuerProfile.Keycloak,
            Plain,
            """{"typ":"Logout","sid":"s","events":{"http://schemas.openid.net/event/backchannel-logout":{}}}""");
        yield return Of("Auth0, ID token", IssuerProfile.Auth0, Plain, """{"nickname":"alice","sid":"s","nonce":"n"}""");
        yield return Of("Auth0, ID token without a nonce", IssuerProfile.Auth0, Plain, """{"nickname":"alice","sid":"s"}""");
        yield return Of(
            "Auth0, logout token",
            IssuerProfile.Auth0,
            """{"typ":"logout+jwt","alg":"RS256","kid":"key-1"}""",
            """{"azp":"c","sid":"s","events":{"http://schemas.openid.net/event/backchannel-logout":{}}}""");

        yield return Of("Duende, ID token", IssuerProfile.Duende, Plain, """{"nonce":"n","at_hash":"h","sid":"s","amr":["pwd"],"idp":"local"}""");
        yield return Of("Duende, ID token without a nonce", IssuerProfile.Duende, Plain, """{"client_id":"desktop","sid":"s","amr":["pwd"],"idp":"local"}""");
        yield return Of(
            "Cognito, ID token", IssuerProfile.Cognito, Plain, """{"client_id":"desktop","token_use":"id","cognito:username":"alice","origin_jti":"o"}""");
        yield return Of("Cognito, token whose use is missing", IssuerProfile.Cognito, Plain, """{"client_id":"desktop","scope":"files:read"}""");
        yield return Of("PingOne, ID token", IssuerProfile.Ping, Plain, """{"sid":"s","acr":"Single_Factor","amr":["pwd"]}""");
        yield return Of("AD FS, ID token", IssuerProfile.AdFs, Plain, """{"appid":"7d2a","upn":"alice","unique_name":"alice","sid":"s"}""");

        yield return Of("Google, ID token of a user", IssuerProfile.Google, Plain,
            """{"azp":"1-a.apps.googleusercontent.com","email":"agent@project.iam.gserviceaccount.com","at_hash":"h","hd":"example.com"}""");
        yield return Of("Google, ID token of a user without a hash, for a backend", IssuerProfile.Google, Plain,
            """{"azp":"1-a.APPS.googleusercontent.com","email":"agent@project.iam.gserviceaccount.com","email_verified":true}""");
        yield return Of("Google, token without a client", IssuerProfile.Google, Plain, """{"email":"agent@project.iam.gserviceaccount.com"}""");

        static TestCaseData Of(string kind, IssuerProfile profile, string header, string claims) =>
            new TestCaseData(profile, header, claims).SetArgDisplayNames(kind);
    }

    [TestCaseSource(nameof(OtherTokens))]
    [Category("TOK-4")]
    public async Task Other_token_is_refused_even_for_this_audience(IssuerProfile profile, string header, string claims)
    {
        using var guard = GuardFor(profile, Keycloak);

        foreach (var audience in new[] { "my_client_id", "api://mcp", ValidatorHarness.Resource })
        {
            var token = Signed(guard, Keycloak, header, $$"""{"sub":"alice","jti":"1","aud":"{{audience}}",{{claims[1..]}}""");
            Assert.That(await guard.ReasonAsync(token), Is.AnyOf(ReasonCode.TokenTypeRefused, ReasonCode.ClaimMissing), audience);
        }
    }

    [TestCase("\"other@project.iam.gserviceaccount.com\"")]
    [TestCase("\"AGENT@project.iam.gserviceaccount.com\"")]
    [TestCase("[]")]
    [TestCase("null")]
    public async Task Service_account_of_google_that_the_settings_do_not_name_is_refused(string email)
    {
        using var guard = GuardFor(IssuerProfile.Google, Google);

        var result = await guard.ValidateAsync(Signed(guard, Google, Plain, $$"""{"aud":"api://mcp","azp":"1","sub":"1","email":{{email}}}"""));

        Assert.That((result.Reason, result.Fault!.Part), Is.EqualTo((ReasonCode.ClaimInvalid, "email")));
        Assert.That(result.Fault.Setting, Does.EndWith(":GroupScopes"));
    }

    [Test]
    public async Task Token_of_google_for_its_own_client_is_refused()
    {
        using var guard = GuardFor(IssuerProfile.Google, Google);
        var token = Signed(guard, Google, Plain, """{"aud":"api://mcp","azp":"api://mcp","sub":"1","email":"agent@project.iam.gserviceaccount.com"}""");

        Assert.That(await guard.ReasonAsync(token), Is.EqualTo(ReasonCode.TokenTypeRefused));
    }

    [Test]
    public async Task Stranger_does_not_learn_which_service_accounts_are_named()
    {
        using var guard = GuardFor(IssuerProfile.Google, Google);
        using var forger = new AlgorithmKey("RS256");

        foreach (var email in new[] { "agent@project.iam.gserviceaccount.com", "other@project.iam.gserviceaccount.com" })
        {
            var forged = Signed(guard, Google, Plain, $$"""{"aud":"api://mcp","azp":"1","sub":"1","email":"{{email}}"}""", forger);
            Assert.That(await guard.ReasonAsync(forged), Is.EqualTo(ReasonCode.SignatureInvalid), email);
        }
    }

    [TestCase("00:15:00", 5, 90, ReasonCode.LifetimeTooLong)]
    [TestCase("01:35:00", 5, 90, ReasonCode.Allowed)]
    [TestCase("01:35:00", 5, 91, ReasonCode.LifetimeTooLong)]
    public async Task Entra_id_token_from_five_minutes_ago_with_a_ninety_minute_lifetime_needs_the_maximum_of_its_profile(
        string maximum, int minutesAgo, int minutes, ReasonCode reason)
    {
        using var guard = new ValidatorHarness(issuer: options =>
        {
            options.Profile = IssuerProfile.EntraId;
            options.Issuer = Entra;
            options.Keys.Jwks = _key.ToJsonWebKeySet();
            options.MaxTokenLifetime = TimeSpan.Parse(maximum, System.Globalization.CultureInfo.InvariantCulture);
        });
        var now = guard.Time.GetUtcNow().ToUnixTimeSeconds();
        var claims =
            $$"""
            {"iss":"{{Entra}}","aud":"{{ValidatorHarness.Resource}}","sub":"a","azp":"c","uti":"u","scp":"Files.Read",
            "iat":{{now - (minutesAgo * 60)}},"exp":{{now + (minutes * 60)}}}
            """;

        Assert.That(await guard.ReasonAsync(Jwt.Sign(Plain, claims, _key.Sign)), Is.EqualTo(reason));
    }

    [Test]
    public async Task Roles_of_a_client_whose_id_is_an_address_are_read_by_an_escaped_path()
    {
        using var guard = new ValidatorHarness(issuer: options =>
        {
            options.Profile = IssuerProfile.Keycloak;
            options.Issuer = Keycloak;
            options.Keys.Jwks = _key.ToJsonWebKeySet();
            options.Audiences.Add("api://mcp");
            options.Claims.Roles.Add("/resource_access/https:~1~1mcp.example.com~1a~0b/roles");
        });
        var token = Signed(guard, Keycloak, Plain,
            """{"jti":"1","aud":"api://mcp","sub":"a","typ":"Bearer","azp":"desktop","scope":"files:read","resource_access":""" +
                """{"https://mcp.example.com/a~b":{"roles":["auditor"]},"account":{"roles":["admin"]}}}""");

        Assert.That((await guard.ValidateAsync(token)).Caller!.Roles, Is.EqualTo(new[] { "auditor" }));
    }

    private ValidatorHarness GuardFor(IssuerProfile profile, string issuer) => new(issuer: options =>
    {
        options.Profile = profile;
        options.Issuer = issuer;
        options.Keys.Jwks = _key.ToJsonWebKeySet();
        options.Audiences.Add("api://mcp");
        options.Audiences.Add("6e74172b-be56-4843-9ff4-e66a39bb12e3");
        if (profile == IssuerProfile.Google)
            options.GroupScopes["agent@project.iam.gserviceaccount.com"] = "files:read";
    });

    private string Signed(ValidatorHarness guard, string issuer, string header, string claims, AlgorithmKey? key = null)
    {
        var now = guard.Time.GetUtcNow().ToUnixTimeSeconds();
        var body = JsonNode.Parse(claims.Replace("IAT", $"{now}", StringComparison.Ordinal))!.AsObject();
        body["iss"] = issuer;
        body["iat"] = now;
        body["exp"] = now + 300;
        return Jwt.Sign(header, body.ToJsonString(), (key ?? _key).Sign);
    }
}
