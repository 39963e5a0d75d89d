using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Requirements;

/// <summary>A scope whose name suggests that it means everything causes a warning when the policy is loaded.</summary>
[TestFixture]
[Category("SCP-13")]
internal sealed class OmnibusScopeTests
{
    private const string Ordinary = "files:read";

    [TestCase("InitialScopes:0", "full-access")]
    [TestCase("Policy:Rules:r:Scopes:0", "*")]
    [TestCase("Policy:Rules:r:Scopes:0", "files:*")]
    [TestCase("Policy:Rules:r:AnyScopes:0:0", "all")]
    [TestCase("Policy:Rules:m:Scopes:0", "ALL")]
    [TestCase("Tools:read:Scopes:0", "everything")]
    public async Task Start_warns_of_it_once(string key, string scope)
    {
        using var server = await StartAsync((key, scope));

        Assert.That(Warnings(server), Has.One.StartsWith($"The scope {scope} has a name that suggests that it means everything."));
    }

    [Test]
    public async Task Specific_scope_causes_no_warning()
    {
        using var server = await StartAsync(("Policy:Rules:r:Scopes:0", "files:all-of-mine"));

        Assert.That(Warnings(server), Is.Empty);
    }

    [Test]
    public async Task Changed_policy_is_looked_at_too()
    {
        using var server = await StartAsync(("Policy:Rules:r:Scopes:0", Ordinary));

        server.Change(("Policy:Rules:r:Scopes:0", "files:*"));

        Assert.That(Warnings(server), Has.Length.EqualTo(1));
    }

    private static async Task<ReloadableServer> StartAsync((string Key, string? Value) setting)
    {
        var server = new ReloadableServer(
            ("Authority", "https://first.example"), ("Policy:Rules:r:Tools:0", "read"), ("Policy:Rules:r:Scopes:0", Ordinary),
            ("Policy:Rules:m:Methods:0", "ping"), ("Policy:Rules:m:Scopes:0", Ordinary), setting);
        server.Services.GetRequiredService<IOptions<McpServerOptions>>().Value.ToolCollection = [Probe.Read().Tool];
        await server.StartAsync();
        return server;
    }

    private static string[] Warnings(ReloadableServer server) =>
        [.. server.Logs.GetSnapshot().Where(entry => entry.Level == LogLevel.Warning).Select(entry => entry.Message)];
}
