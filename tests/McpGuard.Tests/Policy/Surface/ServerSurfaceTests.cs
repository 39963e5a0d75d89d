#pragma warning disable MCPEXP002 // Methods of the author's own.

using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Surface;

/// <summary>A manifest holds all that a policy is written against, and is read strictly.</summary>
[TestFixture]
internal sealed class ServerSurfaceTests
{
    private const string Tool = """{ "definition": { "name": "a", "inputSchema": { "type": "object" } }, "scopes": ["x"] }""";

    [Test]
    public void Manifest_is_the_same_after_a_round_trip()
    {
        var manifest = ServerSurface.Of(Server()).ToJson();

        Assert.That(ServerSurface.Parse(manifest).ToJson(), Is.EqualTo(manifest));
    }

    [Test]
    public void Manifest_has_the_declarations_of_the_code()
    {
        var manifest = ServerSurface.Of(Server()).ToJson();

        Assert.That(
            manifest,
            Does.Contain("\"version\": 1").And.Contain("\"pay\"").And.Contain("\"finance\"").And.Contain("\"freshSignIn\": 60").And.Contain(
                "\"signInStrength\": \"mfa\"")
            .And.Contain("\"condition\": \"calm\"").And.Contain("\"allowsAnyCaller\": true").And.Contain("\"int32\"").And.Contain("own/method").And.Contain(
                "notifications/own")
            .And.Contain("\"prompts\"").And.Contain("\"destructiveHint\": true").And.Not.Contain("icons"));
    }

    [Test]
    public void Pinned_definition_is_the_same_from_a_manifest()
    {
        var server = Server();
        var read = ServerSurface.Parse(ServerSurface.Of(server).ToJson()).Server;

        Assert.That(
            read.ToolCollection!.Select(tool => (tool.ProtocolTool.Name, ToolDefinition.DigestOf(tool.ProtocolTool))),
            Is.EquivalentTo(server.ToolCollection!.Select(tool => (tool.ProtocolTool.Name, ToolDefinition.DigestOf(tool.ProtocolTool)))));
    }

    [Test]
    public void Default_of_null_is_a_value_and_a_missing_default_is_not()
    {
        var tool = McpServerTool.Create([AllowAnyCaller] (string? with = null, string? without = "x") => "", new() { Name = "tool" });

        var declared = ParameterTable.Declare(
            ServerSurface.Parse(ServerSurface.Of(new McpServerOptions { ToolCollection = [tool] }).ToJson()).Server.ToolCollection!.Single());

        Assert.That(declared.All.Select(parameter => parameter.Default?.GetRawText()), Is.EqualTo(new[] { "null", "\"x\"" }));
        Assert.That(declared.TakesOthers, Is.False);
    }

    [Test]
    public void Demand_that_cannot_be_read_is_the_same_problem_from_a_manifest()
    {
        var tool = McpServerTool.Create(typeof(Open).GetMethod(nameof(Open.Run))!, _ => new Derived(), new() { Name = "open" });
        var server = new McpServerOptions { ToolCollection = [tool] };

        Assert.That(() => PolicyExplainer.For(ServerSurface.Parse(ServerSurface.Of(server).ToJson()), Options()),
            Throws.TypeOf<McpGuardConfigurationException>().With.Message.Contains("Seal Open"));
    }

    [Test]
    public async Task Guarded_server_prints_its_manifest()
    {
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([Probe.Open().Tool]));

        Assert.That(server.Services.GetRequiredService<ServerSurface>().ToJson(), Does.Contain("\"open\""));
    }

    [TestCase("", "cannot be read")]
    [TestCase("null", "null")]
    [TestCase("[]", "cannot be read")]
    [TestCase("{}", "version")]
    [TestCase("""{ "version": 2 }""", "version 2")]
    [TestCase("""{ "version": 1, "tool": [] }""", "'tool'")]
    [TestCase("""{ "version": 1, "Tools": [] }""", "'Tools'")]
    [TestCase("""{ "version": 1, "tools": null }""", "tools")]
    [TestCase("""{ "version": 1, "tools": [null] }""", "$.tools[0]")]
    [TestCase("""{ "version": 1, "version": 1 }""", "two members")]
    [TestCase("""{ "version": 1, "tools": [{ "scopes": ["x"] }] }""", "definition")]
    [TestCase("""{ "version": 1, "tools": [{ "definition": { "name": "a", "inputSchema": { "type": "object" } }, "scope": ["x"] }] }""", "'scope'")]
    [TestCase("""{ "version": 1, "tools": [{ "definition": { "name": "a", "inputSchema": { "type": "object" }, "sceret": 1 } }] }""", "$.tools[0].definition")]
    [TestCase("""{ "version": 1, "tools": [{ "definition": { "name": "a", "inputSchema": 5 } }] }""", "$.tools[0].definition")]
    [TestCase("""{ "version": 1, "tools": [{ "definition": { "name": "", "inputSchema": { "type": "object" } } }] }""", "no name")]
    [TestCase($$"""{ "version": 1, "tools": [{{Tool}}, {{Tool}}] }""", "'a', which another")]
    [TestCase(
        """{ "version": 1, "tools": [{ "definition": { "name": "a", "inputSchema": { "type": "object" } }, "demands": [{}] }] }""", "$.tools[0].demands[0]")]
    [TestCase(
        """{ "version": 1, "tools": [{ "definition": { "name": "a", "inputSchema": { "type": "object" } }, "demands": [""" +
            """{ "condition": "c", "freshSignIn": 3 }] }] }""",
        "$.tools[0].demands[0]")]
    [TestCase(
        """{ "version": 1, "tools": [{ "definition": { "name": "a", "inputSchema": { "type": "object" } }, "parameters": [""" +
            """{ "name": "x", "type": "int" }] }] }""",
        "$.tools[0].parameters[0].type is 'int'")]
    [TestCase("""{ "version": 1, "handlers": ["tool"] }""", "'tool'")]
    [TestCase("""{ "version": 1, "resources": [{ "definition": { "name": "a" } }] }""", "$.resources[0].definition")]
    [TestCase("""{ "version": 1 } x""", "cannot be read")]
    public void Error_for_an_invalid_manifest_names_the_problem(string manifest, string named) =>
        Assert.That(() => ServerSurface.Parse(manifest), Throws.TypeOf<FormatException>().With.Message.Contains(named));

    [Test]
    public void Manifest_that_is_too_long_or_too_deep_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 100)) + string.Concat(Enumerable.Repeat("]", 100));

        Assert.That(() => ServerSurface.Parse(new string(' ', (16 * 1024 * 1024) + 1)), Throws.TypeOf<FormatException>().With.Message.Contains("longer"));
        Assert.That(() => ServerSurface.Parse($$"""{ "version": 1, "tools": {{deep}} }"""), Throws.TypeOf<FormatException>());
    }

    private static McpGuardOptions Options() => new() { Authority = Callers.Issuer, Resource = "https://mcp.example" };

    private static McpServerOptions Server()
    {
        var server = new McpServerOptions
        {
            ToolCollection =
            [
                McpServerTool.Create(
                    [
                        RequireScope("pay", "books"),
                    ][RequireGroup("finance")][RequireFreshSignIn(60)][RequireSignInStrength("mfa")] (int amount, string note = "none") => "",
                    new()
                    {
                        Name = "pay",
                        Title = "Pay",
                        Description = "Pays.",
                        Destructive = true,
                        Icons = [new Icon { Source = "https://mcp.example/icon.png" }],
                    }),
                McpServerTool.Create(
                    [AllowAnyCaller][RequireCondition("calm")][RequireRole("a", "b")] (RequestContext<CallToolRequestParams> _) => "", new() { Name = "open" }),
            ],
            PromptCollection = [McpServerPrompt.Create([RequireScope("greet")] (string name) => "", new() { Name = "greet" })],
            ResourceCollection =
            [
                McpServerResource.Create(
                    [RequireScope("read")] (int year, string name = "all") => "", new() { UriTemplate = "file:///{year}{?name}", Name = "file" }),
            ],
            RequestHandlers = [new() { Method = "own/method", Handler = (_, _) => default }],
        };
        server.Handlers.NotificationHandlers = [new("notifications/own", (_, _) => default)];
        server.Handlers.GetPromptHandler = (_, _) => default;
        return server;
    }

    private class Open
    {
        [AllowAnyCaller]
        public virtual string Run() => "";
    }

    private sealed class Derived : Open;
}
