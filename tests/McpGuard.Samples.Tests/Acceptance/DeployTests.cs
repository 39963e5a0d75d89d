using System.Text.Json.Nodes;
using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>The server for containers, with the settings of the compose file and of the deployment.</summary>
internal sealed class DeployTests
{
    private static readonly string _policy = File.ReadAllText(SourceTree.PathOf("samples/Deploy/policy.json"));
    private static readonly Manifest _container = Manifest.Load("samples/Deploy/kubernetes/deployment.yaml").At("spec", "template", "spec", "containers", "0");
    private static readonly Manifest _composed = Manifest.Load("samples/Deploy/compose.yaml").At("services", "server");

    private static IEnumerable<(string Name, string Value)> PodSettings => _container.At("env").Items
        .Select(setting => (setting.At("name").Text, setting.Has("value") ? setting.At("value").Text : Convert.ToBase64String(new byte[32])));

    [Test]
    public async Task Server_of_the_deployment_writes_audit_events_alone_to_its_output_and_applies_a_changed_config_map()
    {
        await using var server = new DeployedServer(_policy);
        var authorityUrl = Loopback.FreeAddress();
        await using var authority = StartedProgram.Start("dotnet", [Built.Cli, "authority", "--url", authorityUrl, "--resource", server.Resource]);
        await authority.WaitUntilServesAsync($"{authorityUrl}/jwks");
        server.Start(PodSettings, ("McpGuard__Authority", authorityUrl));
        await server.WaitUntilServesAsync();
        var token = await TokenDesk.ExchangeAsync(authorityUrl, server.Resource, "files:read files:write");

        Assert.That(await server.CallAsync(token, "files_write", """{"name":"a.md","text":"x"}"""), Does.Contain("arguments_not_allowed"));
        Assert.That(await server.CallAsync(token, "files_write", """{"name":"a.txt","text":"x"}"""), Does.Contain("Wrote 1 characters"));

        server.Policy.Project(_policy.Replace("txt", "md", StringComparison.Ordinal), TimeSpan.FromMinutes(1));
        await server.WaitUntilAsync(
            async () => (await server.CallAsync(token, "files_write", """{"name":"a.md","text":"x"}""")).Contains("Wrote 1", StringComparison.Ordinal),
            "the changed policy was applied");

        var events = server.Output.Select(line => JsonNode.Parse(line)!).ToList();
        Assert.That(events.Select(happened => (string?)happened["metadata"]!["product"]!["name"]), Is.All.EqualTo("McpGuard"));
        Assert.That(server.Output, Has.Some.Contains("arguments_not_allowed").And.Some.Contains("policy_loaded"));
        Assert.That(server.Errors, Does.Contain("Now listening on"));
        Assert.That(string.Concat(server.Output) + server.Errors, Does.Not.Contain(token));
    }

    [Test]
    public async Task Time_zone_that_the_image_lacks_is_named()
    {
        await using var server = new DeployedServer(_policy.Replace("\"UTC\"", "\"Europe/Berlin\"", StringComparison.Ordinal));
        var program = server.Start(PodSettings);

        Assert.That(await program.WaitForExitAsync(), Is.EqualTo(1));
        Assert.That(program.Errors, Does.Contain("TimeZone is 'Europe/Berlin', and this machine has no time zone data. Install it"));
    }

    [TestCase("Development", false)]
    [TestCase("Production", true)]
    public async Task Issuer_of_the_compose_network_has_no_https_and_is_warned_of_outside_of_development(string environment, bool isWarned)
    {
        await using var server = new DeployedServer(_policy);
        server.Start(_composed.At("environment").Pairs, ("ASPNETCORE_ENVIRONMENT", environment));
        await server.WaitUntilServesAsync();

        var errors = server.Errors;
        Assert.That(errors.Contains("McpGuard:Issuers:compose:AllowHttp is set outside of", StringComparison.Ordinal), Is.EqualTo(isWarned), errors);
    }

    [Test]
    public void Containers_can_write_nothing_but_their_data()
    {
        var security = _container.At("securityContext");

        Assert.That(security.At("readOnlyRootFilesystem").Text, Is.EqualTo("true"));
        Assert.That(security.At("capabilities", "drop", "0").Text, Is.EqualTo("ALL"));
        Assert.That(_composed.At("read_only").Text, Is.EqualTo("true"));
        Assert.That(_composed.At("cap_drop", "0").Text, Is.EqualTo("ALL"));
    }
}
