using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Rules;

/// <summary>A gateway's token for one tool must not be a token for another, so two tools with one name in its tokens are an error.</summary>
[TestFixture]
internal sealed class AlikeGatewayToolTests
{
    [TestCase("a.b", "a_b", true)]
    [TestCase("a.b", "a-b", false)]
    [TestCase("a_b", "A_b", false)]
    public async Task Server_with_two_tools_of_one_name_in_the_tokens_does_not_start(string one, string other, bool isProblem)
    {
        var problems = await ProblemsAsync(IssuerProfile.LiteLlm, one, other);

        Assert.That(problems, isProblem ? Has.One.Contains("in LiteLLM's tokens").And.One.Contains($"'{one}'").And.One.Contains($"'{other}'") : Is.Empty);
    }

    [Test]
    public async Task Other_issuers_do_not_mind() => Assert.That(await ProblemsAsync(IssuerProfile.Pomerium, "a.b", "a_b"), Is.Empty);

    private static async Task<string[]> ProblemsAsync(IssuerProfile profile, params string[] tools)
    {
        using var authority = new TestAuthority();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddMcpServer().WithTools(tools.Select(name => McpServerTool.Create([AllowAnyCaller] () => name, new() { Name = name })))
            .WithMcpGuard(options => options.Resource = GuardedTestServer.Resource).WithTestAuthority(authority);
        builder.Services.PostConfigure<McpGuardOptions>(options => options.Issuers["gateway"] = new IssuerOptions
        {
            Issuer = "gateway.example",
            Profile = profile,
            Audiences = { "gateway.example" },
            Keys = { Uri = "https://gateway.example/keys" },
            Gateway = new GatewayOptions { Client = "gateway" },
        });
        using var host = builder.Build();
        try
        {
            await host.StartAsync();
            await host.StopAsync();
            return [];
        }
        catch (McpGuardConfigurationException exception)
        {
            return [.. exception.Problems];
        }
    }
}
