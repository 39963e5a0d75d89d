using System.Net;
using System.Net.Http.Json;
using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>The official conformance suite says the same of a server with the guard and without it, and more of it with the guard.</summary>
[TestFixture("2025-11-25", "StatefulForInitializeClients")]
[TestFixture("2026-07-28", "Stateless")]
internal sealed class ConformanceTests(string version, string sessions)
{
    private const int MostRepeats = 8;
    private const string Rebinding = "dns-rebinding-protection: localhost-host-rebinding-rejected";

    private ConformanceResult _bare = null!;
    private ConformanceResult _guarded = null!;
    private ConformanceWorld _world = null!;

    [OneTimeSetUp]
    public async Task RunAsync()
    {
        await ConformanceSuite.RequireAsync();
        await using (var bare = await ConformanceWorld.StartAsync(sessions, guarded: false))
            _bare = await ConformanceSuite.RunAsync(bare.Url, version);

        _world = await ConformanceWorld.StartAsync(sessions, guarded: true);
        _guarded = await ConformanceSuite.RunAsync(_world.Url, version);

        // The suite waits half a second for some answers, which a busy machine may need longer for.
        for (var again = 0; again < MostRepeats && (!_guarded.MeetsRequirements || _guarded.LostSince(_bare).Any()); again++)
            _guarded = await ConformanceSuite.RunAsync(_world.Url, version);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
    }

    [Test]
    public void Nothing_that_succeeds_without_the_guard_is_lost_with_it() =>
        Assert.That(_guarded.LostSince(_bare), Is.Empty);

    [Test]
    public void Guarded_server_meets_all_requirements_of_the_protocol_version() =>
        Assert.That(_guarded.MeetsRequirements, Is.True, _guarded.Output);

    [Test]
    public void Page_that_rebinds_its_name_is_served_without_the_guard_and_refused_with_it()
    {
        Assert.That(_bare.Failed.Keys, Has.Member(Rebinding));
        Assert.That(_guarded.Succeeded.Keys, Has.Member(Rebinding));
    }

    [Test]
    public async Task Guarded_server_refuses_requests_without_a_token()
    {
        using var http = new HttpClient();

        using var answer = await http.PostAsJsonAsync(_world.ServerUrl, new { jsonrpc = "2.0", id = 1, method = "tools/list" });

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }
}
