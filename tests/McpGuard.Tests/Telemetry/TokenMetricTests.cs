using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;

namespace McpGuard.Tests.Telemetry;

/// <summary>What becomes of tokens and keys, in numbers.</summary>
[TestFixture]
internal sealed class TokenMetricTests
{
    private ValidatorHarness _guard = null!;

    [SetUp]
    public void SetUp() => _guard = new ValidatorHarness();

    [TearDown]
    public void TearDown() => _guard.Dispose();

    [Test]
    public async Task Known_token_is_a_hit()
    {
        using var lookups = Collect<long>("mcpguard.token.cache.lookups");
        var token = _guard.Token().Build();

        await _guard.ValidateAsync(token);
        await _guard.ValidateAsync(token);
        await _guard.ValidateAsync(token);

        Assert.That(Tags(lookups, "mcpguard.cache.result"), Is.EqualTo(new[] { "miss", "hit", "hit" }));
    }

    [Test]
    public async Task Token_is_verified_once_and_counted_by_its_result()
    {
        using var verifications = Collect<double>("mcpguard.token.verification.duration");
        var token = _guard.Token().Build();

        await _guard.ValidateAsync(token);
        await _guard.ValidateAsync(token);
        await _guard.ValidateAsync(_guard.Token().With("aud", "https://other.example").Build());
        await _guard.ValidateAsync("garbage");

        Assert.That(Tags(verifications, "mcpguard.reason"), Is.EqualTo(new[] { "allowed", "audience_mismatch", "token_malformed" }));
        Assert.That(Tags(verifications, "mcpguard.token.kind").Distinct(), Is.EqualTo(new[] { "jwt" }));
    }

    [Test]
    public async Task Opaque_token_is_counted_separately()
    {
        using var guard = new IntrospectionHarness();
        using var verifications = new MetricCollector<double>(
            guard.Guard.Services.GetRequiredService<IMeterFactory>(), McpGuardDefaults.Meter, "mcpguard.token.verification.duration");

        await guard.ValidateAsync("opaque-token");

        Assert.That(Tags(verifications, "mcpguard.token.kind"), Is.EqualTo(new[] { "opaque" }));
    }

    [Test]
    [Category("LOG-8")]
    public async Task Readings_of_keys_are_counted_by_the_issuer_of_the_options()
    {
        using var refreshes = Collect<long>("mcpguard.keys.refreshes");
        _guard.Authority.IsReachable = false;
        await _guard.ValidateAsync(_guard.Token().Build());
        _guard.Authority.IsReachable = true;
        _guard.Time.Advance(TimeSpan.FromSeconds(2));
        await _guard.ValidateAsync(_guard.Token().Build());
        await _guard.ValidateAsync(_guard.Token().With("iss", "https://stranger.example").Build());

        Assert.That(Tags(refreshes, "mcpguard.outcome"), Is.EqualTo(new[] { "failed", "ok" }));
        Assert.That(Tags(refreshes, "mcpguard.issuer").Distinct(), Is.EqualTo(new[] { _guard.Authority.Issuer }));
    }

    private MetricCollector<T> Collect<T>(string instrument)
        where T : struct => new(_guard.Services.GetRequiredService<IMeterFactory>(), McpGuardDefaults.Meter, instrument);

    private static IEnumerable<object?> Tags<T>(MetricCollector<T> metric, string name)
        where T : struct => metric.GetMeasurementSnapshot().Select(measurement => measurement.Tags[name]);
}
