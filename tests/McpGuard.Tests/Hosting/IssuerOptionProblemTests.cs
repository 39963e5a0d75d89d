using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Hosting;

/// <summary>An issuer's options that could not work, or would switch a check off, are refused by name.</summary>
[TestFixture]
internal sealed class IssuerOptionProblemTests
{
    private static IEnumerable<TestCaseData> Problems()
    {
        yield return Of("Issuer is missing", issuer => issuer.Issuer = null);
        yield return Of("Issuer is 'login.example.com'", issuer => issuer.Issuer = "login.example.com");
        yield return Of("plain http is allowed on loopback only", issuer => issuer.Issuer = "http://login.example.com");
        yield return Of("a query, a fragment or credentials", issuer => issuer.Issuer = "https://login.example.com?x=1");
        yield return Of("a query, a fragment or credentials", issuer => issuer.Issuer = "https://login.example.com#x");
        yield return Of("a query, a fragment or credentials", issuer => issuer.Issuer = "https://user:secret@login.example.com");
        yield return Of("Issuer is missing, or has characters", issuer => Pomerium(issuer).Issuer = "files corp");
        yield return Of("Issuer is missing, or has characters", issuer => Pomerium(issuer).Issuer = null);
        yield return Of("Gateway:Client is missing", issuer => Pomerium(issuer).Gateway = null);
        yield return Of("Keys is missing", issuer => Pomerium(issuer).Keys.Uri = null);
        yield return Of("Audiences is missing", issuer => Pomerium(issuer).Audiences.Clear());
        yield return Of("ActorSource is ClientId", issuer => Pomerium(issuer).ActorSource = ActorSource.ClientId);
        yield return Of("Gateway:Header is Authorization", issuer => Pomerium(issuer).Gateway!.Header = "authorization");
        yield return Of("Gateway:Header is 'X Y'", issuer => Pomerium(issuer).Gateway!.Header = "X Y");
        yield return Of("Gateway:RequestIdHeader is 'X Y'", issuer => Pomerium(issuer).Gateway!.RequestIdHeader = "X Y");
        yield return Of("Gateway:RequestIdHeader is ''", issuer => Pomerium(issuer).Gateway!.RequestIdHeader = "");
        yield return Of("Gateway:RequestIdHeader is 'authorization'", issuer => Pomerium(issuer).Gateway!.RequestIdHeader = "authorization");
        yield return Of("Gateway:RequestIdHeader is 'X-POMERIUM-JWT-ASSERTION'", issuer =>
            Pomerium(issuer).Gateway!.RequestIdHeader = "X-POMERIUM-JWT-ASSERTION");
        yield return Of("Gateway:TenantClaim is empty", issuer => Pomerium(issuer).Gateway!.TenantClaim = "");
        yield return Of("Gateway:StandInSubjects has an entry", issuer => Pomerium(issuer).Gateway!.StandInSubjects.Add("*"));
        yield return Of("the tokens of Pomerium name no tool", issuer => Pomerium(issuer).Gateway!.ToolScopes["a"] = "b");
        yield return Of("a.b and a_b, which the gateway writes alike", issuer => LiteLlm(issuer).ToolScopes.Add("a_b", "x"));
        yield return Of("LiteLlm sends one token in several requests", issuer => LiteLlm(issuer).SingleUse = true);
        yield return Of("Gateway:SingleUse needs jti", issuer =>
        {
            Pomerium(issuer).Gateway!.SingleUse = true;
            issuer.Claims.Optional.Add("jti");
        });
        yield return Of("MaxTokenLifetime is 00:05:01", issuer => Pomerium(issuer).MaxTokenLifetime = TimeSpan.FromSeconds(301), "TOK-22");
        yield return Of("GroupScopes is missing. Every service account of Google", issuer => issuer.Profile = IssuerProfile.Google);
        yield return Of("Google has no introspection endpoint", issuer =>
        {
            issuer.Profile = IssuerProfile.Google;
            issuer.GroupScopes["agent@project.iam.gserviceaccount.com"] = "a";
            issuer.Introspection = new() { ClientId = "c", ClientSecret = "s" };
        });
        yield return Of("GroupScopes:finance has ''", issuer => issuer.GroupScopes["finance"] = "a  b");
        yield return Of("GroupScopes:finance has 'a\"'", issuer => issuer.GroupScopes["finance"] = "a\"");
        yield return Of("Profile is unknown", issuer => issuer.Profile = (IssuerProfile)99);
        yield return Of("ActorSource is unknown", issuer => issuer.ActorSource = (ActorSource)99);
        yield return Of("Algorithms has 'HS256'", issuer => issuer.Algorithms.Add("HS256"), "TOK-2");
        yield return Of("Algorithms has 'none'", issuer => issuer.Algorithms.Add("none"), "TOK-2");
        yield return Of("Algorithms has 'es256'", issuer => issuer.Algorithms.Add("es256"), "TOK-2");
        yield return Of("Claims:Optional has 'exp'", issuer => issuer.Claims.Optional.Add("exp"), "TOK-21");
        yield return Of("Claims:Optional has 'aud'", issuer => issuer.Claims.Optional.Add("aud"), "TOK-15");
        yield return Of("Claims:Optional has 'sub'", issuer => issuer.Claims.Optional.Add("sub"), "TOK-16");
        yield return Of("an empty name", issuer => issuer.Audiences.Add(""), "TOK-15");
        yield return Of("an empty name", issuer => issuer.Claims.Scope.Add(" "));
        yield return Of("an empty name", issuer => issuer.Claims.ClientId.Add(""));
        yield return Of("an empty name", issuer => issuer.Claims.TokenId.Add(""));
        yield return Of("ClockSkew is -00:00:01", issuer => issuer.ClockSkew = TimeSpan.FromSeconds(-1), "RPL-5");
        yield return Of("ClockSkew is 00:02:01", issuer => issuer.ClockSkew = TimeSpan.FromSeconds(121), "RPL-5");
        yield return Of("MaxTokenLifetime is 01:00:01", issuer => issuer.MaxTokenLifetime = TimeSpan.FromSeconds(3601), "TOK-22");
        yield return Of(
            "MaxTokenLifetime is 01:35:01",
            issuer => (issuer.Profile, issuer.MaxTokenLifetime) = (IssuerProfile.EntraId, TimeSpan.FromSeconds(5701)),
            "TOK-22");
        yield return Of("MaxTokenLifetime is 00:00:00", issuer => issuer.MaxTokenLifetime = TimeSpan.Zero, "TOK-22");
        yield return Of("Keys has several sources", issuer => (issuer.Keys.Uri, issuer.Keys.Jwks) = ("https://k.example", "{}"));
        yield return Of("Keys:Uri is 'keys'", issuer => issuer.Keys.Uri = "keys");
        yield return Of("Keys:Jwks is not a JSON Web Key Set", issuer => issuer.Keys.Jwks = "no JSON");
        yield return Of("no key that could verify", issuer => issuer.Keys.Jwks = """{"keys":[]}""");
        yield return Of("no key that could verify", issuer => issuer.Keys.Jwks = """{"keys":[{"kty":"RSA","n":"not base64!","e":"AQAB"}]}""", "TOK-29");
        yield return Of("no key that could verify", issuer => issuer.Keys.Jwks = """{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}""", "TOK-29");
        yield return Of("Keys:File is '/nowhere/keys.json', which cannot be read", issuer => issuer.Keys.File = "/nowhere/keys.json");
        yield return Of("Keys:RefreshInterval is 00:00:09", issuer => issuer.Keys.RefreshInterval = TimeSpan.FromSeconds(9));
        yield return Of("Keys:RefreshInterval is 01:00:01", issuer => issuer.Keys.RefreshInterval = TimeSpan.FromSeconds(3601), "TOK-28");
        yield return Of("Keys:MaxAge is 00:04:59", issuer => issuer.Keys.MaxAge = TimeSpan.FromSeconds(299));
        yield return Of("Keys:MaxAge is 1.00:00:01", issuer => issuer.Keys.MaxAge = TimeSpan.FromSeconds(86401), "TOK-28");
        yield return Of("AllowedHosts has 'https://k.example'", issuer => issuer.AllowedHosts.Add("https://k.example"), "TOK-31");
        yield return Of("Introspection:ClientId is missing", issuer => issuer.Introspection = new() { ClientSecret = "s" }, "TOK-34");
        yield return Of("Introspection:ClientSecret is missing", issuer => issuer.Introspection = new() { ClientId = "c" }, "TOK-34");
        yield return Of(
            "Introspection:Endpoint is 'http://ask.example'",
            issuer => issuer.Introspection = new() { ClientId = "c", ClientSecret = "s", Endpoint = "http://ask.example" },
            "TOK-31");
        yield return Of("Introspection:Authentication is unknown", issuer =>
            issuer.Introspection = new() { ClientId = "c", ClientSecret = "s", Authentication = (IntrospectionAuthentication)9 });
        yield return Of(
            "Introspection:CacheDuration is 00:05:01",
            issuer => issuer.Introspection = new() { ClientId = "c", ClientSecret = "s", CacheDuration = TimeSpan.FromSeconds(301) },
            "TOK-35");

        static TestCaseData Of(string message, Action<IssuerOptions> change, string? id = null)
        {
            var data = new TestCaseData(message, change).SetArgDisplayNames(message);
            return id is null ? data : data.SetCategory(id);
        }
    }

    [TestCaseSource(nameof(Problems))]
    public void Problem_is_found_and_named(string message, Action<IssuerOptions> change)
    {
        var problems = Find(options => change(options.Issuers["idp"]));

        Assert.That(problems, Has.One.Contains(message));
        Assert.That(problems, Has.All.StartsWith("McpGuard:Issuers:idp"));
        Assert.That(problems, Has.All.Not.Contains("secret"), "A credential is not repeated.");
    }

    [TestCase("files.corp.example")]
    [TestCase("https://files.corp.example/")]
    [TestCase("litellm")]
    public void Gateway_may_have_any_name(string name) => Assert.That(Find(options => Pomerium(options.Issuers["idp"]).Issuer = name), Is.Empty);

    [TestCase("https://other.example")]
    [TestCase("authority.example")]
    public void Default_issuer_is_one_of_those_that_are_trusted(string issuer) =>
        Assert.That(
            Find(options => options.DefaultIssuer = issuer), Has.One.Contains("DefaultIssuer").And.One.Contains(issuer).And.One.Contains("Trusted are"));

    [Test]
    public void Issuer_with_an_http_name_needs_a_source_of_keys_over_https()
    {
        const string Name = "http://fs.example.com/adfs/services/trust";

        Assert.That(Find(options => options.Issuers["idp"].Issuer = Name), Has.One.Contains("Keys:Uri"));
        Assert.That(
            Find(options => (options.Issuers["idp"].Issuer, options.Issuers["idp"].Keys.Uri) = (Name, "http://fs.example.com/adfs/discovery/keys")),
            Has.One.Contains("plain http is allowed on loopback only"));
        Assert.That(
            Find(options => (options.Issuers["idp"].Issuer, options.Issuers["idp"].Keys.Uri) = (Name, "https://fs.example.com/adfs/discovery/keys")), Is.Empty);
    }

    private static IEnumerable<TestCaseData> Pairs()
    {
        yield return Of(
            "Corroboration:By is '', which is not another issuer",
            options => options.Issuers["litellm"].Corroboration = new CorroborationOptions());
        yield return Of(
            "Corroboration:By is 'pomerum', which is not another issuer",
            options => options.Issuers["litellm"].Corroboration = new CorroborationOptions { By = "pomerum" });
        yield return Of(
            "Corroboration:By is 'litellm', which is not another issuer",
            options => options.Issuers["litellm"].Corroboration = new CorroborationOptions { By = "litellm" });
        yield return Of("names 'idp', which is not a gateway", options => options.Issuers["litellm"].Corroboration = new CorroborationOptions { By = "idp" });
        yield return Of(
            "whose tokens are in the same header",
            options =>
                (options.Issuers["litellm"].Gateway!.Header, options.Issuers["litellm"].Corroboration) =
                    ("x-pomerium-jwt-assertion", new CorroborationOptions { By = "pomerium" }));
        yield return Of(
            "Corroboration:Claims has an empty name",
            options => options.Issuers["litellm"].Corroboration = new CorroborationOptions { By = "pomerium", Claims = { "sub", "" } });
        yield return Of(
            "Corroboration:Claims lacks sub",
            options => options.Issuers["litellm"].Corroboration = new CorroborationOptions { By = "pomerium", Claims = { "sid" } });
        yield return Of("has both Corroboration and Gateway:Carrier", options =>
        {
            options.Issuers["pomerium"].Gateway!.Carrier = "litellm";
            options.Issuers["pomerium"].Corroboration = new CorroborationOptions { By = "litellm" };
        });
        yield return Of("which itself needs another token", options =>
        {
            options.Issuers["pomerium"].Gateway!.Carrier = "litellm";
            options.Issuers["idp"].Corroboration = new CorroborationOptions { By = "pomerium" };
        });
        yield return Of("which is both a Carrier and a corroborating gateway", options =>
        {
            options.Issuers["pomerium"].Gateway!.Carrier = "litellm";
            options.Issuers["litellm"].Gateway!.Header = "X-LiteLlm";
            options.Issuers["idp"].Corroboration = new CorroborationOptions { By = "litellm" };
        });
        yield return Of(
            "litellm:GroupScopes has no effect",
            options => (options.Issuers["pomerium"].Gateway!.Carrier, options.Issuers["litellm"].GroupScopes["a"]) = ("litellm", "b"));
        yield return Of(
            "litellm:Gateway:ToolScopes has no effect",
            options => (options.Issuers["pomerium"].Gateway!.Carrier, options.Issuers["litellm"].Gateway!.ToolScopes["a"]) = ("litellm", "b"));
        yield return Of(
            "is set together with Gateway:SingleUse",
            options => (options.Issuers["pomerium"].Gateway!.Carrier, options.Issuers["pomerium"].Gateway!.SingleUse) = ("litellm", true));
        yield return Of("needs the Audiences of the passed-on token", options =>
        {
            options.Issuers["edge"] =
                new IssuerOptions { Issuer = "edge", Keys = { Uri = "https://edge.example/keys" }, Gateway = new() { Client = "edge", Header = "X-Edge" } };
            options.Issuers["litellm"].Corroboration = new CorroborationOptions { By = "edge" };
        });

        static TestCaseData Of(string problem, Action<McpGuardOptions> change) => new TestCaseData(problem, change).SetArgDisplayNames(problem);
    }

    [TestCaseSource(nameof(Pairs))]
    public void Startup_fails_for_pair_that_could_not_be_checked(string problem, Action<McpGuardOptions> change) => Assert.That(Find(options =>
    {
        AddGateways(options);
        change(options);
    }), Has.Some.Contains(problem));

    [Test]
    public void Named_pairs_have_no_problem()
    {
        Assert.That(Find(options =>
        {
            AddGateways(options);
            options.Issuers["litellm"].Corroboration = new CorroborationOptions { By = "pomerium" };
            options.Issuers["idp"].Corroboration = new CorroborationOptions { By = "pomerium" };
        }), Is.Empty);
        Assert.That(Find(options =>
        {
            AddGateways(options);
            options.Issuers["pomerium"].Gateway!.Carrier = "litellm";
        }), Is.Empty);
    }

    [Test]
    [Category("TOK-31")]
    public void Issuer_without_https_needs_an_explicit_setting()
    {
        Assert.That(Find(options => Http(options.Issuers["idp"])), Has.Count.EqualTo(2).And.All.Contains("plain http is allowed on loopback only"));
        Assert.That(Find(options => Http(options.Issuers["idp"]).AllowHttp = true), Is.Empty);
        Assert.That(Find(options => Http(options.Issuers["idp"]).Issuer = "ftp://login.example.com"), Has.Some.Contains("not an absolute https address"));

        static IssuerOptions Http(IssuerOptions issuer)
        {
            issuer.Issuer = "http://authority:8080";
            issuer.Keys.Uri = "http://authority:8080/keys";
            issuer.Introspection = new() { ClientId = "c", ClientSecret = "s", Endpoint = "http://authority:8080/ask" };
            return issuer;
        }
    }

    [Test]
    public void Good_options_have_no_problem() => Assert.That(Find(_ => { }), Is.Empty);

    [Test]
    public void All_problems_are_found_at_once()
    {
        var problems = Find(options =>
        {
            options.Issuers["idp"].Algorithms.Add("HS256");
            options.Issuers["idp"].Keys.MaxAge = TimeSpan.Zero;
            options.Issuers["other"] = new IssuerOptions();
        });

        Assert.That(problems, Has.Count.EqualTo(3));
    }

    [TestCase("https://login.example.com")]
    [TestCase("https://login.example.com/")]
    public void Issuer_is_named_once(string again)
    {
        Assert.That(Find(options => options.Authority = again), Has.One.Contains("more than once"));
        Assert.That(Find(options => options.Issuers["other"] = new IssuerOptions { Issuer = again }), Has.One.Contains("more than once"));
    }

    [Test]
    public void Opaque_tokens_can_be_of_one_issuer_only()
    {
        var introspection = new IntrospectionOptions { ClientId = "c", ClientSecret = "s" };

        var problems = Find(options =>
        {
            options.Issuers["idp"].Introspection = introspection;
            options.Issuers["other"] = new IssuerOptions { Issuer = "https://other.example", Introspection = introspection };
        });

        Assert.That(problems, Has.One.Contains("several issuers with Introspection"));
    }

    private static List<string> Find(Action<McpGuardOptions> change)
    {
        var options =
            new McpGuardOptions { Resource = ValidatorHarness.Resource, Issuers = { ["idp"] = new IssuerOptions { Issuer = "https://login.example.com" } } };
        change(options);
        return [.. new McpGuardOptionsValidator(new FakeTimeProvider()).Validate(null, options).Failures ?? []];
    }

    private static void AddGateways(McpGuardOptions options)
    {
        options.Issuers["pomerium"] = Pomerium(new IssuerOptions { Issuer = "llm.corp.example" });
        options.Issuers["litellm"] = new IssuerOptions { Issuer = "https://llm.corp.example" };
        LiteLlm(options.Issuers["litellm"]).ToolScopes.Clear();
    }

    private static IssuerOptions Pomerium(IssuerOptions issuer)
    {
        issuer.Profile = IssuerProfile.Pomerium;
        issuer.Audiences.Add("files.corp.example");
        issuer.Keys.Uri = "https://files.corp.example/.well-known/pomerium/jwks.json";
        issuer.Gateway = new GatewayOptions { Client = "pomerium" };
        return issuer;
    }

    private static GatewayOptions LiteLlm(IssuerOptions issuer)
    {
        issuer.Profile = IssuerProfile.LiteLlm;
        issuer.Keys.Uri = "https://llm.corp.example/.well-known/jwks.json";
        return issuer.Gateway = new GatewayOptions { Client = "litellm", ToolScopes = { ["a.b"] = "x" } };
    }
}
