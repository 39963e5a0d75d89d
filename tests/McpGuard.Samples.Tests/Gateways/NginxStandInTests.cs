using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Gateways;

/// <summary>nginx, a real proxy, sends what a route of Pomerium sent: it strips, signs and overwrites.</summary>
internal sealed class NginxStandInTests
{
    private static readonly RecordedLayer _recorded = RecordedLayer.All.Single(layer => layer.Name == "a second cookie and a token of the client");

    private HeaderRecorder _server = null!;
    private NginxPomerium _nginx = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        NginxPomerium.Require();
        _server = await HeaderRecorder.StartAsync();
        _nginx = await NginxPomerium.StartAsync(_server.Url, _recorded.Host!);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_nginx is not null)
            await _nginx.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Test]
    public async Task Request_arrives_as_it_was_recorded_and_signed()
    {
        using var response = await _server.SendAsync(_nginx.Url, _recorded);

        Assert.That((int)response.StatusCode, Is.EqualTo(200));
        Assert.That(_server.Arrived, Is.EqualTo(_recorded.Recorded.Order(StringComparer.Ordinal)));
        var (signed, signature) = (_server.Assertion[.._server.Assertion.LastIndexOf('.')], _server.Assertion[(_server.Assertion.LastIndexOf('.') + 1)..]);
        Assert.That(_nginx.Key.VerifyData(Encoding.ASCII.GetBytes(signed), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256));
    }

    [Test]
    public async Task Assertion_of_the_client_is_overwritten_and_carried_over()
    {
        using var response = await _server.SendAsync(_nginx.Url, _recorded with { Client = [.. _recorded.Client, "X-Pomerium-Jwt-Assertion: evil"] });

        Assert.That(_server.Assertion, Does.StartWith("eyJ"));
        Assert.That(_server.Arrived, Does.Contain("x-pomerium-jwt-assertion-for: evil"));
    }

    [Test]
    public async Task Caller_who_has_not_signed_in_does_not_come_through()
    {
        using var response = await _server.SendAsync(_nginx.Url, _recorded with { Client = ["Content-Type: application/json", "Cookie: _pomerium=bob"] });

        Assert.That((int)response.StatusCode, Is.EqualTo(401));
        Assert.That(_server.Arrived, Is.Empty);
    }
}
