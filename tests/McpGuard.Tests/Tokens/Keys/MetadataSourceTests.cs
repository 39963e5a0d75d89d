using System.Text.Json.Nodes;
using McpGuard.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Moq;

namespace McpGuard.Tests.Tokens.Keys;

[TestFixture]
[Category("TOK-26")]
internal sealed class MetadataSourceTests
{
    private const string Issuer = "https://as.example.com";
    private const string Keys = "https://as.example.com/keys";

    private static readonly string _published = KeysJson();

    [TestCase("https://as.example.com", "https://as.example.com/.well-known/oauth-authorization-server")]
    [TestCase("https://as.example.com", "https://as.example.com/.well-known/openid-configuration")]
    [TestCase("https://as.example.com/tenant", "https://as.example.com/.well-known/oauth-authorization-server/tenant")]
    [TestCase("https://as.example.com/tenant", "https://as.example.com/tenant/.well-known/openid-configuration")]
    [TestCase("https://as.example.com/tenant/", "https://as.example.com/.well-known/oauth-authorization-server/tenant")]
    public async Task Metadata_is_read_from_the_well_known_addresses(string issuer, string address)
    {
        var keys = await ReadAsync(issuer, (address, Metadata(issuer)), (Keys, _published));

        Assert.That(keys.Issuer, Is.EqualTo(issuer));
        Assert.That(keys.Find("key-1", "ES256"), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Final_slash_is_the_same_issuer_and_tokens_use_the_spelling_of_the_metadata()
    {
        var keys = await ReadAsync($"{Issuer}/", ($"{Issuer}/.well-known/openid-configuration", Metadata(Issuer)), (Keys, _published));

        Assert.That(keys.Issuer, Is.EqualTo(Issuer));
    }

    [Test]
    public async Task Different_spelling_of_the_issuer_is_reported()
    {
        var log = new FakeLogger();
        await ReadAsync(Issuer, log, ($"{Issuer}/.well-known/openid-configuration", Metadata($"{Issuer}/")), (Keys, _published));
        Assert.That(log.Collector.GetSnapshot().Single().Message, Does.Contain($"{Issuer}/,").And.Contain($" {Issuer}."));

        log.Collector.Clear();
        await ReadAsync(Issuer, log, ($"{Issuer}/.well-known/openid-configuration", Metadata(Issuer)), (Keys, _published));
        Assert.That(log.Collector.GetSnapshot(), Is.Empty);
    }

    [TestCase("https://evil.example")]
    [TestCase("https://AS.example.com")]
    [TestCase("https://as.example.com/tenant")]
    [TestCase("http://as.example.com")]
    [TestCase("")]
    public void Metadata_of_another_issuer_is_not_used(string issuer) =>
        Assert.That(() => ReadAsync(Issuer, ($"{Issuer}/.well-known/oauth-authorization-server", Metadata(issuer)), (Keys, _published)),
            Throws.InvalidOperationException);

    [Test]
    public void Metadata_without_an_issuer_is_not_used() =>
        Assert.That(() => ReadAsync(Issuer, ($"{Issuer}/.well-known/oauth-authorization-server", $$"""{"jwks_uri":"{{Keys}}"}"""), (Keys, _published)),
            Throws.InvalidOperationException);

    [Category("TOK-31")]
    [TestCase("http://as.example.com/keys")]
    [TestCase("http://169.254.169.254/keys")]
    [TestCase("ftp://as.example.com/keys")]
    [TestCase("file:///etc/passwd")]
    [TestCase("https://user:secret@as.example.com/keys")]
    [TestCase("/keys")]
    [TestCase("")]
    public void Keys_are_read_over_https_only(string address)
    {
        var metadata = new JsonObject { ["issuer"] = Issuer, ["jwks_uri"] = address }.ToJsonString();

        Assert.That(() => ReadAsync(Issuer, ($"{Issuer}/.well-known/oauth-authorization-server", metadata), (address, _published)),
            Throws.InvalidOperationException);
    }

    [Test]
    public void Authority_that_answers_nowhere_has_no_keys() =>
        Assert.That(() => ReadAsync(Issuer), Throws.InvalidOperationException.With.InnerException.TypeOf<HttpRequestException>());

    [Test]
    public void Keys_that_are_missing_at_the_address_in_the_metadata_are_unavailable() =>
        Assert.That(() => ReadAsync(Issuer, ($"{Issuer}/.well-known/oauth-authorization-server", Metadata(Issuer))),
            Throws.InstanceOf<HttpRequestException>());

    [TestCase("<html>Sign in</html>")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("null")]
    [TestCase("\"text\"")]
    [TestCase("")]
    [TestCase("""{"error":"not_found"}""")]
    [TestCase("""{"issuer":7,"jwks_uri":"https://as.example.com/keys"}""")]
    [TestCase("""{"issuer":"https://other.example","jwks_uri":"https://other.example/keys"}""")]
    [TestCase("""{"issuer":"https://as.example.com"}""")]
    [TestCase("""{"issuer":"https://as.example.com","jwks_uri":null}""")]
    [TestCase("""{"issuer":"https://as.example.com","jwks_uri":"http://as.example.com/keys"}""")]
    [TestCase("""{"issuer":"\ud800"}""")]
    public async Task Page_that_is_not_metadata_is_skipped(string page)
    {
        var keys = await ReadAsync(Issuer,
            ($"{Issuer}/.well-known/oauth-authorization-server", page),
            ($"{Issuer}/.well-known/openid-configuration", Metadata(Issuer)),
            (Keys, _published));

        Assert.That(keys.Issuer, Is.EqualTo(Issuer));
    }

    [Test]
    public async Task Members_of_the_metadata_that_are_not_needed_may_be_of_any_kind()
    {
        var metadata =
            $$"""{"issuer":"{{Issuer}}","jwks_uri":"{{Keys}}","scopes_supported":null,"token_endpoint":[],"claims_supported":""" +
                """{"a":1},"response_types_supported":"code"}""";

        Assert.That((await ReadAsync(Issuer, ($"{Issuer}/.well-known/oauth-authorization-server", metadata), (Keys, _published))).Count, Is.EqualTo(1));
    }

    [Test]
    public async Task Metadata_that_poses_as_another_issuer_makes_keys_unavailable()
    {
        using var guard = new ValidatorHarness();
        guard.Authority.MetadataIssuer = "https://evil.example";

        Assert.That(await guard.ReasonAsync(guard.Token()), Is.EqualTo(ReasonCode.KeysUnavailable));
        Assert.That(await guard.ReasonAsync(guard.Token().With("iss", "https://evil.example")), Is.EqualTo(ReasonCode.IssuerUnknown));
        Assert.That(guard.Authority.KeyRequests, Is.Zero);
    }

    private static string Metadata(string issuer) => new JsonObject { ["issuer"] = issuer, ["jwks_uri"] = Keys }.ToJsonString();

    private static string KeysJson()
    {
        using var key = new TestSigningKey("key-1");
        return new JsonObject { ["keys"] = new JsonArray(key.ToJsonWebKey()) }.ToJsonString();
    }

    private static Task<SigningKeySet> ReadAsync(string authority, params (string Address, string Answer)[] answers) =>
        ReadAsync(authority, NullLogger.Instance, answers);

    private static async Task<SigningKeySet> ReadAsync(string authority, ILogger logger, params (string Address, string Answer)[] answers)
    {
        using var stub = new StubAuthority(answers.ToDictionary(answer => answer.Address, answer => answer.Answer));
        var clients = new Mock<IHttpClientFactory>();
        clients.Setup(factory => factory.CreateClient(McpGuardDefaults.BackchannelClient)).Returns(() => new HttpClient(stub, disposeHandler: false));

        var issuer = new IssuerOptions { Issuer = authority };
        return await new MetadataSource(new ConfiguredIssuer(null, issuer), new Backchannel(issuer, clients.Object), logger).ReadAsync(CancellationToken.None);
    }
}
