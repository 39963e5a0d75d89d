using System.Text.Json;
using McpGuard.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Requests;

/// <summary>Startup fails for a rule on an argument that its target does not have, since the rule could never match.</summary>
[TestFixture]
internal sealed class UnknownArgumentTests
{
    private sealed record Customer(string Iban, Address[] Addresses, Dictionary<string, Address> ByName);

    private sealed record Address(string Street);

    private sealed class Open
    {
        public string? Known { get; set; }

        [System.Text.Json.Serialization.JsonExtensionData]
        public Dictionary<string, JsonElement>? Rest { get; set; }
    }

    [TestCase(
        """{"properties":{"citty":{"const":"Bern"}}}""",
        "$.Rules.r.Arguments.properties.citty names 'citty', which the arguments of the tool 'book' do not have, did you mean 'city'?")]
    [TestCase("""{"properties":{"City":{"const":"Bern"}}}""", "'City'*did you mean 'city'?")]
    [TestCase("""{"required":["citty"]}""", "Arguments.required names 'citty'")]
    [TestCase("""{"dependentRequired":{"citty":["city"]}}""", "Arguments.dependentRequired.citty names 'citty'")]
    [TestCase("""{"dependentRequired":{"city":["citty"]}}""", "Arguments.dependentRequired.city names 'citty'")]
    [TestCase("""{"propertyNames":{"enum":["city","citty"]}}""", "Arguments.propertyNames.enum names 'citty'")]
    [TestCase("""{"propertyNames":{"const":"citty"}}""", "Arguments.propertyNames.const names 'citty'")]
    [TestCase("""{"not":{"properties":{"citty":{"const":"Bern"}},"required":["city"]}}""", "Arguments.not.properties.citty names 'citty'")]
    [TestCase("""{"if":{"required":["citty"]},"then":false}""", "Arguments.if.required names 'citty'")]
    [TestCase("""{"anyOf":[{"required":["city"]},{"required":["citty"]}]}""", "Arguments.anyOf[1].required names 'citty'")]
    [TestCase("""{"allOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"required":["citty"]}}}""", "Arguments.allOf[0].$ref.required names 'citty'")]
    [TestCase("""{"properties":{"customer":{"properties":{"ibann":{"const":"x"}}}}}""", "customer.properties.ibann names 'ibann'*did you mean 'iban'?")]
    [TestCase(
        """{"properties":{"customer":{"properties":{"addresses":{"items":{"required":["stret"]}}}}}}""",
        "addresses.items.required names 'stret'*did you mean 'street'?")]
    [TestCase(
        """{"properties":{"customer":{"properties":{"byName":{"additionalProperties":{"required":["stret"]}}}}}}""",
        "byName.additionalProperties.required names 'stret'")]
    [TestCase(
        """{"properties":{"customer":{"properties":{"byName":{"properties":{"home":{"required":["stret"]}}}}}}}""",
        "byName.properties.home.required names 'stret'")]
    public void Argument_that_the_tool_does_not_have_is_named_with_its_place(string schema, string expected)
    {
        Assert.That(
            Problems($$"""{"Tools":["book"],"Scopes":["a"],"Arguments":{{schema}}}"""),
            Has.Some.Matches<string>(problem => expected.Split('*').All(part => problem!.Contains(part, StringComparison.Ordinal))));

        var scopes = Problems($$"""{"Tools":["book"],"ScopesByArguments":[{"Arguments":{{schema}},"Scopes":["a"]}]}""");
        Assert.That(scopes, Has.Some.Contains("ScopesByArguments[0].Arguments").And.Some.Contains("could never match"));
    }

    [TestCase("""{"properties":{"city":{"const":"Bern"}},"required":["customer"],"additionalProperties":false}""")]
    [TestCase("""{"properties":{"customer":{"properties":{"iban":{"const":"x"},"byName":{"properties":{"anything":{"required":["street"]}}}}}}}""")]
    [TestCase("""{"properties":{"open":{"required":["anything"]},"json":{"required":["anything"]}}}""")]
    [TestCase("""{"properties":{"customer":{"properties":{"addresses":{"prefixItems":[{"required":["street"]}]}}}}}""")]
    [TestCase("""{"patternProperties":{"^ci":{"maxLength":5}}}""")]
    public void Argument_that_the_tool_has_or_may_have_is_not_a_problem(string schema) =>
        Assert.That(Problems($$"""{"Tools":["book"],"Scopes":["a"],"Arguments":{{schema}}}"""), Is.Empty);

    [Test]
    public void Each_tool_that_the_rule_is_about_has_the_argument() =>
        Assert.That(
            Problems("""{"Tools":["book","ping"],"Scopes":["a"],"Arguments":{"required":["city"]}}"""),
            Has.One.Contains("of the tool 'ping'").And.None.Contains("'book'"));

    [Test]
    public void Tenant_and_recorded_values_name_arguments_that_there_are()
    {
        Assert.That(
            Problems("""{"Tools":["book"],"Scopes":["a"],"Tenant":{"Claim":"tid","Argument":"citty"}}"""),
            Has.One.Contains("$.Rules.r.Tenant.Argument names 'citty'"));
        Assert.That(Problems("""{"Tools":["book"],"Scopes":["a"],"Tenant":{"Claim":"tid","Argument":"/customer/iban"}}"""), Is.Empty);
        Assert.That(Recorded("/citty"), Has.One.Contains("McpGuard:Tools:book:RecordedValues:/citty names 'citty'").And.One.Contains("did you mean 'city'?"));
        Assert.That(Recorded("/customer/ibann"), Has.One.Contains("names 'ibann'"));
        Assert.That(Recorded("/customer/Iban"), Is.Empty, "The serializer takes it.");
        Assert.That(Recorded("/customer/addresses/0/street"), Is.Empty);
        Assert.That(Recorded("/City"), Has.One.Contains("names 'City'"));
    }

    [Test]
    public void Prompts_and_resources_are_limited_to_their_declared_arguments_too()
    {
        Assert.That(
            Problems("""{"Prompts":["greet"],"Scopes":["a"],"Arguments":{"required":["nam"]}}"""),
            Has.One.Contains("of the prompt 'greet'").And.One.Contains("did you mean 'name'?"));
        Assert.That(
            Problems("""{"Resources":["doc://{id}"],"Scopes":["a"],"Arguments":{"required":["idd"]}}"""), Has.One.Contains("of the resource 'doc://{id}'"));
        Assert.That(Problems("""{"Resources":["doc://{id}"],"Scopes":["a"],"Arguments":{"required":["id","uri"]}}"""), Is.Empty);
    }

    [Test]
    public void Tool_that_may_read_more_than_its_schema_shows_is_left_alone()
    {
        var schema = new Func<string, Tool>(
            others => new Tool { Name = "book", InputSchema = JsonElement.Parse("{\"type\":\"object\",\"properties\":{\"city\":{}}" + others + "}") });
        const string Rule = """{"Tools":["book"],"Scopes":["a"],"Arguments":{"required":["citty"]}}""";

        Assert.That(Problems(Rule, new Own(schema(""))), Is.Empty);
        Assert.That(Problems(Rule, new Own(schema(",\"additionalProperties\":false"))), Has.One.Contains("'citty'"));
        Assert.That(
            Problems(
                Rule, McpServerTool.Create([RequireScope("a")] (string city, RequestContext<CallToolRequestParams> request) => city, new() { Name = "book" })),
            Is.Empty);
        Assert.That(
            Problems(Rule, McpServerTool.Create([RequireScope("a")] (string city, AIFunctionArguments all) => city, new() { Name = "book" })), Is.Empty);
    }

    [Test]
    public async Task Reload_with_such_a_rule_is_refused_unless_the_tool_has_changed_under_it()
    {
        using var server = new ReloadableServer(
            ("Authority", "https://first.example"), ("Policy:Rules:r:Tools:0", "book"), ("Policy:Rules:r:Arguments:required:0", "city"));
        var tools = server.Services.GetRequiredService<IOptions<McpServerOptions>>().Value.ToolCollection = [Book(), Ping()];
        await server.StartAsync();
        var live = server.Services.GetRequiredService<LiveOptions>();
        var before = live.Policy.Current;

        server.Change(("Policy:Rules:r:Arguments:required:1", "citty"));
        Assert.That(live.Policy.Current, Is.SameAs(before));
        Assert.That(live.Problem, Does.Contain("'citty'"));

        server.Change(("Policy:Rules:r:Arguments:required:1", "customer"));
        Assert.That(live.Problem, Is.Null);

        tools.Remove(tools["book"]);
        tools.Add(McpServerTool.Create([RequireScope("a")] (string town) => town, new() { Name = "book" }));
        server.Change(("Tools:ping:Scopes:0", "stopped"));
        Assert.That(live.Policy.Current.Tools.Find("ping").Rule!.Scopes, Does.Contain("stopped"));
        Assert.That(live.Remark, Does.Contain("names 'city'").And.Contain("of the tool 'book'"));
    }

    private static McpServerTool Book() =>
        McpServerTool.Create(
            [RequireScope("a")] (string city, Customer? customer = null, Open? open = null, JsonElement? json = null) => city, new() { Name = "book" });

    private static McpServerTool Ping() => McpServerTool.Create([RequireScope("a")] () => "pong", new() { Name = "ping" });

    private static string[] Recorded(string pointer) => Problems("""{"Tools":["book"],"Scopes":["a"]}""", change: options =>
    {
        var tool = new ToolOptions();
        tool.RecordedValues[pointer] = "Show";
        options.Tools["book"] = tool;
    });

    private static string[] Problems(string rule, McpServerTool? book = null, Action<McpGuardOptions>? change = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMcpServer().WithMcpGuard(options =>
        {
            options.Resource = ValidatorHarness.Resource;
            options.Authority = "https://first.example";
            options.Policy = "{\"Rules\":{\"r\":" + rule + "}}";
            change?.Invoke(options);
        });
        services.Configure<McpServerOptions>(options =>
        {
            options.ToolCollection = [book ?? Book(), Ping()];
            options.PromptCollection = [McpServerPrompt.Create([RequireScope("a")] (string name) => name, new() { Name = "greet" })];
            options.ResourceCollection = [McpServerResource.Create([RequireScope("a")] (string id) => id, new() { UriTemplate = "doc://{id}" })];
        });
        using var provider = services.BuildServiceProvider();
        return [.. provider.GetRequiredService<PolicyCompiler>().Compile(provider.GetRequiredService<IOptions<McpGuardOptions>>().Value).Problems];
    }

    private sealed class Own(Tool tool) : McpServerTool
    {
        public override Tool ProtocolTool => tool;

        public override IReadOnlyList<object> Metadata => [new RequireScopeAttribute("a")];

        public override ValueTask<CallToolResult> InvokeAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default) =>
            new(new CallToolResult());
    }
}
