using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Acceptance.Records;

/// <summary>What happens to the guard itself is on record: its start and stop, other keys, another policy.</summary>
[Category("AUD-1")]
internal sealed class LifeTests
{
    private readonly string _directory = Directory.CreateTempSubdirectory("mcpguard-life-").FullName;

    [OneTimeTearDown]
    public void TearDown() => Directory.Delete(_directory, recursive: true);

    [Test]
    public async Task Log_starts_and_ends_with_the_events_of_the_guard()
    {
        await using (var server = await GuardedWebServer.StartAsync(options => options.Audit.File.Directory = _directory))
        {
            await new WireRequest().WithToken(server.NewToken().Build()).SendAsync(server);
            await server.StopAsync();
        }

        var records = AuditReader.Read(_directory).Select(entry => JsonNode.Parse(entry.Json)!).ToArray();
        Assert.That(records.Select(record => (string?)record["event"]), Is.EqualTo(new[] { "guard_started", "decision", "outcome", "guard_stopped" }));
        foreach (var record in new[] { records[0], records[^1] })
        {
            Assert.That(
                ((string?)record["guard_version"], (string?)record["policy_version"]), Is.EqualTo((GuardVersion, (string?)records[1]["policy_version"])));
            Assert.That((string?)record["resource"], Is.EqualTo(GuardedWebServer.Resource));
        }
    }

    [Test]
    public async Task Rotation_of_an_issuers_keys_is_on_record_with_the_keys_that_are_there_now()
    {
        await using var server = await GuardedWebServer.StartAsync();
        await new WireRequest().WithToken(server.NewToken().Build()).SendAsync(server);
        Assert.That(server.Audit.Records, Has.None.Property("Event").EqualTo(AuditEvent.KeysChanged), "They have not changed yet.");

        server.Authority.RotateKey();
        await new WireRequest().WithToken(server.NewToken().Build()).SendAsync(server);
        await Eventually.IsTrueAsync(() => server.Audit.Records.Any(record => record.Event == AuditEvent.KeysChanged));

        var change = server.Audit.Records.Single(record => record.Event == AuditEvent.KeysChanged);
        Assert.That((change.Issuer, change.Resource), Is.EqualTo((server.Authority.Issuer, GuardedWebServer.Resource)));
        Assert.That(change.KeyIds, Is.EquivalentTo(new[] { "key-1", server.Authority.Key.KeyId }));
    }

    [Test]
    public async Task Applied_and_refused_policies_are_recorded_with_the_version_in_force()
    {
        await using var server = await GuardedWebServer.StartAsync();
        var configuration = (IConfigurationRoot)server.Services.GetRequiredService<IConfiguration>();
        var before = await VersionAsync(server);

        configuration["McpGuard:Policy:Rules:none:Tools:0"] = "echo";
        configuration["McpGuard:Policy:Rules:none:Scopes:0"] = "files:read";
        configuration.Reload();
        var after = await VersionAsync(server);
        configuration["McpGuard:Policy:Rules:none:Nonsense"] = "x";
        configuration.Reload();

        Assert.That(after, Is.Not.EqualTo(before));
        Assert.That(
            server.Audit.Records.Where(record => record.Event is AuditEvent.PolicyLoaded or AuditEvent.PolicyRefused)
                .Select(record => (record.Event, record.PolicyVersion)),
            Is.EqualTo(new[] { (AuditEvent.PolicyLoaded, after), (AuditEvent.PolicyRefused, after) }));
        Assert.That(await VersionAsync(server), Is.EqualTo(after));
    }

    private static string GuardVersion => System.Diagnostics.FileVersionInfo.GetVersionInfo(typeof(McpGuardOptions).Assembly.Location).ProductVersion!;

    private static async Task<string?> VersionAsync(GuardedWebServer server)
    {
        await new WireRequest().WithToken(server.NewToken().Build()).SendAsync(server);
        return server.Audit.Decisions[^1].PolicyVersion;
    }
}
