using System.Text.Json;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Hosting;

/// <summary>A tool that would believe a client who says who it is does not start.</summary>
[TestFixture]
[Category("DEL-1")]
internal sealed class CallerParameterTests
{
    [Test]
    public async Task Startup_fails_for_tool_that_was_made_without_services()
    {
        var tool = McpServerTool.Create([AllowAnyCaller] (DelegatedCaller caller) => caller.Subject, new() { Name = "who" });

        Assert.That(
            await ProblemAsync(mcp => mcp.WithTools([tool])),
            Does.Contain("The tool 'who' takes its DelegatedCaller from the client's arguments.").And.Contain("WithTools<T>()"));
    }

    [Test]
    public async Task Startup_fails_for_a_tool_with_an_optional_caller_too()
    {
        var tool = McpServerTool.Create([AllowAnyCaller] (string text, DelegatedCaller? caller = null) => $"{text} {caller}", new() { Name = "who" });

        Assert.That(await ProblemAsync(mcp => mcp.WithTools([tool])), Does.Contain("'who'"));
    }

    [Test]
    public async Task Startup_fails_for_prompt_that_was_made_without_services()
    {
        var prompt = McpServerPrompt.Create([AllowAnyCaller] (DelegatedCaller caller) => caller.Subject, new() { Name = "who" });

        Assert.That(await ProblemAsync(mcp => mcp.WithPrompts([prompt])), Does.Contain("The prompt 'who'").And.Contain("WithPrompts<T>()"));
    }

    [Test]
    public async Task Tools_and_prompts_of_a_class_start() =>
        Assert.That(
            await ProblemAsync(
                mcp => mcp.WithTools<CallerTools>().WithPrompts<CallerPrompts>().WithResources<CallerResources>().Services.AddSingleton<SeenCaller>()),
            Is.Null);

    [Test]
    public async Task Tool_that_was_made_with_the_services_starts() =>
        Assert.That(await ProblemAsync(mcp => mcp.Services.AddSingleton(services => McpServerTool.Create(
            [AllowAnyCaller] (DelegatedCaller caller) => caller.Subject, new() { Name = "who", Services = services }))), Is.Null);

    [Test]
    public void No_caller_can_be_read_from_json()
    {
        var written = JsonSerializer.Serialize(Callers.With("a"), JsonSerializerOptions.Web);

        Assert.That(() => JsonSerializer.Deserialize<DelegatedCaller>(written, JsonSerializerOptions.Web), Throws.InstanceOf<NotSupportedException>());
        Assert.That(
            () => JsonSerializer.Deserialize<DelegatedCaller>(written.Replace("[\"a\"]", "null"), JsonSerializerOptions.Web),
            Throws.InstanceOf<ArgumentNullException>());
    }

    // Startup fails for such a tool, but the tool may come later.
    [Test]
    public async Task Client_cannot_supply_its_identity_to_a_later_tool()
    {
        var tool = McpServerTool.Create([AllowAnyCaller] (DelegatedCaller caller) => caller.Subject, new() { Name = "who" });
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([Probe.Open().Tool]));
        server.Services.GetRequiredService<IOptions<McpServerOptions>>().Value.ToolCollection!.Add(tool);
        await using var client = await server.ConnectAsync();
        foreach (var scopes in new object?[] { null, new[] { "a" } })
        {
            var forged = new { issuer = "x", subject = "mallory", clientId = "x", scopes, tokenId = "x", expiresAt = "2030-01-01T00:00:00Z" };

            var result = await client.CallToolAsync("who", new Dictionary<string, object?> { ["caller"] = forged });

            Assert.That(result.IsError, Is.True);
            Assert.That(result.TextOf(), Does.Not.Contain("mallory"));
        }
    }

    private static async Task<string?> ProblemAsync(Action<IMcpServerBuilder> configure)
    {
        try
        {
            await using var server = await GuardedTestServer.StartAsync(configure);
            return null;
        }
        catch (McpGuardConfigurationException exception)
        {
            return exception.Message;
        }
    }
}
