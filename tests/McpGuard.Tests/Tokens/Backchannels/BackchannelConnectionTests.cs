using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.Tests.Tokens.Backchannels;

/// <summary>Where a connection to an issuer may lead, and what it may cost.</summary>
[TestFixture]
[Category("TOK-31")]
internal sealed class BackchannelConnectionTests
{
    // The port is closed, so an allowed connection fails for another reason than a forbidden one.
    private const int Nobody = 9;

    private const string Permission = "AllowPrivateNetwork";

    private string _ownName = null!;

    [OneTimeSetUp]
    public void FindOwnName()
    {
        _ownName = Dns.GetHostName();
        Assume.That(Dns.GetHostAddresses(_ownName).Any(PrivateNetwork.Contains), "This machine's name has a public address.");
    }

    [Test]
    public async Task Name_that_leads_into_a_private_network_is_not_connected_to_unless_its_issuer_may()
    {
        var allowed = new IssuerOptions { Issuer = $"https://{_ownName}:{Nobody}", AllowPrivateNetwork = true };
        var other = new IssuerOptions { Issuer = $"https://{_ownName}:{Nobody}" };

        Assert.That(await FailureAsync(allowed), Does.Not.Contain(Permission));
        Assert.That(await FailureAsync(other), Does.Contain(Permission));
    }

    [TestCase("localhost")]
    [TestCase("LOCALHOST")]
    [TestCase("127.0.0.1")]
    [TestCase("[::1]")]
    public async Task Address_that_is_written_out_needs_no_permission(string host) =>
        Assert.That(await FailureAsync(new IssuerOptions { Issuer = $"https://{host}:{Nobody}" }), Does.Not.Contain(Permission));

    [TestCase("https://issuer.example/jwks")]
    [TestCase("http://127.0.0.1:9/jwks")]
    public async Task Proxy_is_the_machines_own_business(string address)
    {
        using var handler = Backchannel.CreateHandler();
        handler.Proxy = new WebProxy($"http://{_ownName}:{Nobody}");
        using var client = new HttpClient(handler);

        Assert.That(await FailureAsync(client.GetAsync(new Uri(address))), Does.Not.Contain(Permission));
    }

    [Test]
    public async Task Unknown_name_is_a_failure_like_any_other() =>
        Assert.That(await FailureAsync(new IssuerOptions { Issuer = "https://nobody.invalid" }), Is.Not.Empty);

    [Test]
    public void Answers_are_bounded_in_size_and_time()
    {
        using var services = new ServiceCollection().AddMcpServer().WithMcpGuard().Services.BuildServiceProvider();

        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient(McpGuardDefaults.BackchannelClient);

        Assert.That(client.Timeout, Is.EqualTo(TimeSpan.FromSeconds(10)));
        Assert.That(client.MaxResponseContentBufferSize, Is.EqualTo(512 * 1024));
    }

    private static Task<string> FailureAsync(IssuerOptions issuer) =>
        FailureAsync(Direct.BackchannelOf(issuer).GetAsync(new Uri($"{issuer.Issuer}/jwks"), CancellationToken.None));

    private static async Task<string> FailureAsync(Task question)
    {
        try
        {
            await question;
        }
        catch (HttpRequestException exception)
        {
            return exception.Message;
        }

        throw new AssertionException("Somebody answered.");
    }
}
