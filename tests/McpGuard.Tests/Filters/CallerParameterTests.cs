using System.Text.Json;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Filters;

/// <summary>A tool asks who calls by a parameter, and no client can answer for it.</summary>
[TestFixture]
internal sealed class CallerParameterTests
{
    [Test]
    public async Task Tool_is_given_its_caller_which_is_no_argument()
    {
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools<Tools>());
        await using var client = await server.ConnectAsync();

        var result = await client.CallToolAsync("who", new Dictionary<string, object?> { ["caller"] = new { subject = "mallory" } });
        var tool = (await client.ListToolsAsync()).Single();

        Assert.That(Answers.TextOf(result), Is.EqualTo("alice via agent-1"));
        Assert.That(tool.JsonSchema.GetRawText(), Does.Not.Contain("caller"));
    }

    // Without services the SDK takes every parameter for an argument.
    [Test]
    public async Task Caller_never_comes_out_of_json()
    {
        var tool = McpServerTool.Create([AllowAnyCaller] (DelegatedCaller caller) => caller.Subject, new() { Name = "who" });
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([tool]));
        await using var client = await server.ConnectAsync();
        var forged = new { issuer = "x", subject = "mallory", clientId = "x", scopes = Array.Empty<string>(), tokenId = "x", expiresAt = "2030-01-01T00:00:00Z" };

        var result = await client.CallToolAsync("who", new Dictionary<string, object?> { ["caller"] = forged });

        Assert.That(result.IsError, Is.True);
        Assert.That(JsonSerializer.Serialize(result), Does.Not.Contain("mallory"));
        Assert.That(() => JsonSerializer.Deserialize<DelegatedCaller>("{}"), Throws.TypeOf<NotSupportedException>().With.Message.Contains("Services"));
        Assert.That(() => JsonSerializer.Serialize(Callers.With()), Throws.TypeOf<NotSupportedException>());
    }

    [Test]
    public void There_is_no_caller_outside_of_a_call()
    {
        using var services = new ServiceCollection().AddMcpServer().WithMcpGuard().Services.BuildServiceProvider();

        Assert.That(services.GetRequiredService<DelegatedCaller>, Throws.InvalidOperationException.With.Message.Contains("parameter"));
    }

    [McpServerToolType]
    private sealed class Tools
    {
        [McpServerTool(Name = "who"), AllowAnyCaller]
        public static string Who(DelegatedCaller caller) => caller.ToString();
    }
}
