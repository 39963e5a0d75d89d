using System.Net;
using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>HttpServer trusts an identity provider of others, by its <c>Authority</c> alone.</summary>
internal sealed class IdentityProviderTests
{
    private static readonly string[] _algorithms = ["es256", "ps256", "rs256"];

    private ProviderWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _world = await ProviderWorld.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
    }

    [TestCaseSource(nameof(_algorithms))]
    public async Task Token_of_a_real_provider_is_accepted(string algorithm)
    {
        var token = await _world.Provider!.TokenAsync(algorithm);

        Assert.That((await _world.CallAsync(token)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Delegated_token_is_recorded_with_its_subject_and_its_actors()
    {
        var provider = _world.Provider!;
        var once = await provider.ExchangeAsync(await provider.TokenAsync("es256"), "ps256");
        var twice = await provider.ExchangeAsync(once, "rs256");
        _world.Audit.ReadNew();

        Assert.That((await _world.CallAsync(twice)).Status, Is.EqualTo(HttpStatusCode.OK));
        var decision = _world.Audit.ReadNew().Single(record => (string?)record["event"] == "decision");
        Assert.That((string?)decision["subject"], Is.EqualTo("agent-es256"));
        Assert.That(decision["actors"]!.AsArray().Select(actor => (string?)actor), Is.EqualTo(new[] { "agent-rs256", "agent-ps256" }));
        Assert.That((string?)decision["client_id"], Is.EqualTo("agent-rs256"));
    }

    [TestCaseSource(nameof(_algorithms))]
    public async Task Tampered_token_is_refused(string algorithm)
    {
        var token = await _world.Provider!.TokenAsync(algorithm);

        Assert.That((await _world.CallAsync(Tampering.With(token))).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [TestCaseSource(nameof(_algorithms))]
    [Category("TOK-2")]
    public async Task Token_that_another_key_signed_is_refused(string algorithm)
    {
        var token = await _world.Provider!.TokenAsync(algorithm);
        _world.Audit.ReadNew();

        Assert.That((await _world.CallAsync(Tampering.SignedByAnother(token))).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(_world.Audit.ReadNew().Select(record => (string?)record["reason"]), Is.EqualTo(new[] { "signature_invalid" }));
    }

    [Test]
    public async Task Token_for_another_resource_is_refused()
    {
        var token = await _world.Provider!.TokenAsync(resource: "https://other.example.com/mcp");

        Assert.That((await _world.CallAsync(token)).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
    }
}
