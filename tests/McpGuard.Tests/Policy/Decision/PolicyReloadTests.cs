using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Decision;

/// <summary>A policy changes while the server runs: as a whole or not at all.</summary>
[TestFixture]
internal sealed class PolicyReloadTests
{
    private ReloadableServer _server = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _server = new ReloadableServer(("Authority", "https://first.example"), ("Policy:Rules:r:Tools:0", "read"), ("Policy:Rules:r:Scopes:0", "one"));
        _server.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<McpServerOptions>>().Value.ToolCollection = [Probe.Read().Tool];
        await _server.StartAsync();
    }

    [TearDown]
    public void TearDown() => _server.Dispose();

    [Test]
    public void Changed_policy_is_in_force_and_on_record()
    {
        var before = Current;

        _server.Change(("Policy:Rules:r:Scopes:0", "two"));

        Assert.That(Scopes(Current), Is.EqualTo(new[] { "notes:read", "two" }));
        Assert.That(Scopes(before), Is.EqualTo(new[] { "notes:read", "one" }), "What has begun with it goes on with it.");
        Assert.That(Records(), Has.One.Contains("\"event\":\"policy_loaded\"").And.One.Contains(Current.Settings.Version));
    }

    [TestCase("Policy:Rules:r:Network:0", "10.0.0.0/99")]
    [TestCase("Policy:Rules:r:Tools:0", "raed")]
    [TestCase("Policy:Rules:r:Scpoes:0", "x")]
    [TestCase("Policy:Rules:r:Mode", "enforced")]
    public async Task Faulty_policy_is_refused_and_reported_and_the_last_good_one_stays(string key, string value)
    {
        var before = Current;

        _server.Change((key, value), ("Policy:Rules:r:Scopes:0", "two"));

        Assert.That(Current, Is.SameAs(before));
        Assert.That(
            _server.Logs.GetSnapshot().Select(entry => entry.Message),
            Has.Some.Contains("The changed configuration is invalid and is not applied").And.Some.Contains("McpGuard:Policy $.Rules.r"));
        Assert.That(Records(), Has.One.Contains("\"event\":\"policy_refused\"").And.Some.Contains(before.Settings.Version));
        Assert.That(Records().Single(record => record.Contains("policy_refused", StringComparison.Ordinal)), Does.Match("\"problems\":\\[.*[$].Rules.r"));
        Assert.That((await HealthAsync()).Data["configuration"].ToString(), Does.Contain("$.Rules.r"));
    }

    [Test]
    [Category("TOK-17")]
    public async Task Second_issuer_is_not_applied_while_a_fact_could_be_of_either()
    {
        _server.Change(("Policy:Rules:r:Groups:0", "admins"));
        var before = Current;

        _server.Change(("Issuers:partner:Issuer", "https://partner.example"));
        Assert.That(Current, Is.SameAs(before));
        Assert.That(_server.Services.GetRequiredService<TrustedIssuers>().Find("https://partner.example"), Is.Null);
        Assert.That((await HealthAsync()).Data["configuration"].ToString(), Does.Contain("$.Rules.r.Groups").And.Contain("https://partner.example"));

        _server.Change(("DefaultIssuer", "https://first.example"));
        Assert.That(Current, Is.Not.SameAs(before));
        Assert.That(_server.Services.GetRequiredService<TrustedIssuers>().Find("https://partner.example"), Is.Not.Null);
    }

    [Test]
    public async Task Text_that_one_source_of_the_configuration_puts_over_a_list_of_another_is_refused()
    {
        var before = Current;

        _server.Change(("Policy:Rules:r:Scopes", "two"));

        Assert.That(Current, Is.SameAs(before));
        Assert.That((await HealthAsync()).Data["configuration"].ToString(), Does.Contain("McpGuard:Policy:Rules:r:Scopes is a text in one place"));
    }

    [Test]
    public async Task Corrected_policy_is_applied()
    {
        _server.Change(("Policy:Mode", "x"));
        _server.Change(("Policy:Mode", "Enforce"), ("Policy:Rules:r:Scopes:0", "two"));

        Assert.That(Scopes(Current), Does.Contain("two"));
        Assert.That((await HealthAsync()).Data, Does.Not.ContainKey("configuration"));
    }

    [TestCase("RequireSoleAudience", "true")]
    [TestCase("MaxTokenLifetime", "00:01:00")]
    [TestCase("ClockSkew", "00:00:01")]
    [TestCase("Issuers:partner:Issuer", "https://partner.example")]
    [TestCase("Callers:MaxActors", "1")]
    [TestCase("DefaultScopes", "a")]
    public void Change_of_trust_changes_the_policy_version_and_is_recorded(string key, string value)
    {
        var version = Current.Settings.Version;

        _server.Change((key, value));

        Assert.That(Current.Settings.Version, Is.Not.EqualTo(version));
        Assert.That(Records(), Has.One.Contains("\"event\":\"policy_loaded\"").And.One.Contains(Current.Settings.Version));
    }

    [Test]
    public void Change_of_another_setting_keeps_the_policy_version()
    {
        var version = Current.Settings.Version;

        _server.Change();

        Assert.That(Current.Settings.Version, Is.EqualTo(version));
        Assert.That(Records(), Has.None.Contains("policy_loaded"));
    }

    [Test]
    public async Task Decisions_while_the_policy_changes_are_each_by_one_whole_policy()
    {
        var policy = _server.Services.GetRequiredService<AccessPolicy>();
        using var stop = new CancellationTokenSource();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var deciding = Task.Run(async () =>
        {
            var count = 0;
            for (; !stop.IsCancellationRequested; count++)
            {
                var current = policy.Current;
                var request = new AccessRequest { Caller = Callers.With("notes:read"), Method = "tools/call", Target = "read", Time = Callers.Now };
                var decision = await policy.DecideByNameAsync(current, request, CancellationToken.None);
                if (decision!.ScopesMissing.Single() != Scopes(current)[1] || decision.PolicyVersion != current.Settings.Version)
                    throw new AssertionException("A decision was taken by two policies.");

                begun.TrySetResult();
            }

            return count;
        });

        await Task.WhenAny(begun.Task, deciding);
        for (var i = 0; i < 50; i++)
            _server.Change(("Policy:Rules:r:Scopes:0", $"scope-{i}"));

        await stop.CancelAsync();
        Assert.That(await deciding, Is.GreaterThan(0));
    }

    private CompiledPolicy Current => _server.Services.GetRequiredService<LivePolicy>().Current;

    private static string[] Scopes(CompiledPolicy policy) => [.. policy.Tools.Find("read").Rule!.Scopes];

    private IEnumerable<string> Records()
    {
        _server.Services.GetRequiredService<AuditRoutes>().DrainAsync().GetAwaiter().GetResult();
        return _server.Logs.GetSnapshot().Where(entry => entry.Category == McpGuardDefaults.AuditCategory).Select(entry => entry.Message);
    }

    private async Task<HealthCheckResult> HealthAsync()
    {
        var check = ActivatorUtilities.CreateInstance<McpGuardHealthCheck>(_server.Services);
        return await check.CheckHealthAsync(new HealthCheckContext { Registration = new("mcpguard", check, null, null) });
    }
}
