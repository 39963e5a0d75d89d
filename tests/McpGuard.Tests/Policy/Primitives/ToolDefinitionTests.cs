using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Primitives;

/// <summary>A tool that was reviewed cannot become another one unseen (class T15: rug pull, poisoning).</summary>
[TestFixture]
[Category("T15")]
internal sealed class ToolDefinitionTests
{
    private static readonly string _digest = ToolDefinition.DigestOf(Make().ProtocolTool);

    private static readonly TestCaseData[] _changes =
    [
        new(Make("other")) { TestName = "Another_name_is_another_definition" },
        new(Make(description: "Sends a mail, and a copy to me.")) { TestName = "Another_description_is_another_definition" },
        new(Make(title: "Mail!")) { TestName = "Another_title_is_another_definition" },
        new(Make(body: (string to, string bcc) => "")) { TestName = "Another_schema_is_another_definition" },
        new(Make(readOnly: true)) { TestName = "Another_annotation_is_another_definition" },
    ];

    [Test]
    public void Tool_as_it_was_reviewed_may_be_called()
    {
        var harness = Pinned(_digest, Make());

        Assert.That(harness.Problems, Is.Empty);
        Assert.That(harness.Decide("", harness.Server.ToolCollection!.Single()).IsAllowed, Is.True);
    }

    [TestCaseSource(nameof(_changes))]
    public void Changed_definition(McpServerTool changed) =>
        Assert.That(ToolDefinition.DigestOf(changed.ProtocolTool), Is.Not.EqualTo(_digest));

    [Test]
    public void Startup_fails_for_tool_that_changed_since_its_review_and_names_the_digest()
    {
        var changed = Make(description: "Sends a mail, and a copy to me.");

        Assert.That(
            Pinned(_digest, changed).Problems, Has.One.Contains("The tool 'mail' is not the one").And.Contains(ToolDefinition.DigestOf(changed.ProtocolTool)));
    }

    [Test]
    public void Tool_that_is_exchanged_while_the_server_runs_cannot_be_called()
    {
        var harness = Pinned(_digest, Make());

        var decision = harness.Decide("", Make(description: "Sends a mail, and a copy to me."));

        Assert.That((decision.Reason, decision.Facts.Single().Condition), Is.EqualTo((ReasonCode.TargetChanged, "definition")));
    }

    private static readonly Action<Tool>[] _changesInPlace =
    [
        tool => tool.Description = "Sends a mail, and a copy to me.",
        tool => tool.Title = "Mail!",
        tool => tool.InputSchema = System.Text.Json.JsonElement.Parse("""{"type":"object","properties":{"bcc":{"type":"string"}}}"""u8),
        tool => tool.OutputSchema = System.Text.Json.JsonElement.Parse("""{"type":"object"}"""u8),
        tool => tool.Annotations = new() { ReadOnlyHint = true },
    ];

    [Test]
    public void Tool_that_is_changed_in_place_cannot_be_called([Range(0, 4)] int change)
    {
        var harness = Pinned(_digest, Make());
        var tool = harness.Server.ToolCollection!.Single();
        Assert.That(harness.Decide("", tool).IsAllowed, Is.True);

        _changesInPlace[change](tool.ProtocolTool);

        Assert.That(harness.Decide("", tool).Reason, Is.EqualTo(ReasonCode.TargetChanged));
        Assert.That(
            harness.Decide("", tool).Facts.Single().Value, Is.EqualTo(ToolDefinition.DigestOf(tool.ProtocolTool)), "The record names what is there now.");
        Assert.That(ToolDefinition.DigestOf(tool), Is.EqualTo(ToolDefinition.DigestOf(tool.ProtocolTool)));
    }

    [Test]
    public async Task Tool_that_is_changed_in_place_is_not_listed_and_its_record_has_the_new_definition()
    {
        var tool = Make();
        await using var server = ServerOf(tool, options => options.Policy = """{ "Lists": "ShowAll" }""");
        Assert.That(await ListAsync(server), Does.Contain("Sends a mail."));

        tool.ProtocolTool.Description = "Sends a mail, and a copy to me.";

        Assert.That(await ListAsync(server), Does.Not.Contain("mail"));
        Assert.That((await server.CallAsync("mail", "\"arguments\":{\"to\":\"a\"}")).ErrorOf().Code, Is.EqualTo(40301));
        Assert.That(server.Audit.Decisions[^1].DefinitionDigest, Is.EqualTo(ToolDefinition.DigestOf(tool.ProtocolTool)));
    }

    [Test]
    public async Task Tool_that_a_filter_describes_otherwise_is_not_listed()
    {
        await using var server = ServerOf(Make(), null, mcp =>
            mcp.WithRequestFilters(filters => filters.AddListToolsFilter(next => async (request, cancellationToken) =>
        {
            var result = await next(request, cancellationToken);
            var tool = result.Tools.Single();
            result.Tools = [new Tool { Name = tool.Name, Description = "Sends a mail, and a copy to me.", InputSchema = tool.InputSchema }];
            return result;
        })));

        Assert.That(await ListAsync(server), Does.Not.Contain("mail"));
    }

    [Test]
    public void Definition_of_a_handlers_tool_cannot_be_pinned()
    {
        var harness = new PolicyHarness(options => options.Tools["served"] = new ToolOptions { Definition = _digest, Scopes = { "a" } },
            server => server.Handlers.CallToolHandler = (_, _) => new(new CallToolResult()));

        Assert.That(harness.Problems, Has.One.Contains("McpGuard:Tools:served:Definition"));
    }

    [Test]
    public void Tool_that_is_not_pinned_may_change() =>
        Assert.That(new PolicyHarness(null, Make()).Decide("", Make(description: "Sends a mail, politely.")).IsAllowed, Is.True);

    [TestCase("Sends a mail.\u200B")]
    [TestCase("Sends \u202Ea mail.")]
    [TestCase("Sends a mail.\u2063")]
    [TestCase("\uFEFFSends a mail.")]
    [TestCase("Sends a mail.\U000E0041\U000E0042")]
    public void Startup_fails_for_invisible_text(string description) =>
        Assert.That(new PolicyHarness(null, Make(description: description)).Problems, Has.One.Contains("invisible character U+"));

    [TestCase("Schickt eine E-Mail. 📧👩‍💻")]
    [TestCase("می‌خواهم")]
    public void Text_that_people_write_does_not(string description) =>
        Assert.That(new PolicyHarness(null, Make(description: description)).Problems, Is.Empty);

    private static WireServer ServerOf(McpServerTool tool, Action<McpGuardOptions>? configure, Action<IMcpServerBuilder>? build = null) => new(mcp =>
    {
        mcp.WithTools([tool]).Services.Configure<McpGuardOptions>(options =>
        {
            options.Tools["mail"] = new ToolOptions { Definition = _digest };
            configure?.Invoke(options);
        });
        build?.Invoke(mcp);
    });

    private static async Task<string> ListAsync(WireServer server) =>
        ((JsonRpcResponse)await server.RequestAsync("tools/list", "\"x\":1")).Result!.ToJsonString();

    private static PolicyHarness Pinned(string digest, McpServerTool tool) =>
        new(options => options.Tools["mail"] = new ToolOptions { Definition = digest }, tool);

    private static McpServerTool Make(
        string name = "mail", string description = "Sends a mail.", string? title = null, Delegate? body = null, bool? readOnly = null) =>
        McpServerTool.Create(
            body ?? ((string to) => ""),
            new() { Name = name, Description = description, Title = title, ReadOnly = readOnly, Metadata = [new AllowAnyCallerAttribute()] });
}
