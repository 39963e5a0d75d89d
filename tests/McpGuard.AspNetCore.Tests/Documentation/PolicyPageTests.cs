using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Documentation;

/// <summary>The policies that the pages and samples show can be loaded, and fit the published schema.</summary>
internal sealed class PolicyPageTests
{
    private static readonly string _page = Path.Combine("src", "McpGuard", "Policy", "README.md");

    private static readonly ArgumentSchema _schema = ArgumentSchema.Parse(
        JsonElement.Parse(File.ReadAllText(Path.Combine(Snippet.Repository, "src", "McpGuard", "policy.schema.json"))), "$", [], isStrict: false)!;

    /// <summary>Whole settings on any page; and what the page on policies shows of a policy alone.</summary>
    private static IEnumerable<Snippet> Policies =>
        from snippet in Snippet.All()
        where snippet.Language == "json"
        let json = JsonNode.Parse(snippet.Text)!
        let isPolicy = snippet.Page == _page && json["McpGuard"] is null && json["schema_version"] is null
        where isPolicy || json["McpGuard"]?["Policy"] is not null
        select isPolicy ? snippet with { Text = Settings(snippet.Text) } : snippet;

    [TestCaseSource(nameof(Policies))]
    public void Policy_can_be_loaded(object snippet)
    {
        using var provider = Serve(((Snippet)snippet).Text);

        Assert.That(() => provider.GetRequiredService<LiveOptions>().Current.Policy, Is.Not.Null);
    }

    [TestCaseSource(nameof(Policies))]
    public void Policy_fits_the_schema(object snippet) =>
        Assert.That(_schema.Evaluate(JsonElement.Parse(((Snippet)snippet).Text)), Is.Null);

    [TestCase("HttpServer", "appsettings.json")]
    [TestCase("PolicyAsCode", "policy.json")]
    [TestCase("Deploy", "policy.json")]
    public void Policy_of_a_sample_fits_the_schema(string sample, string file) =>
        Assert.That(_schema.Evaluate(JsonElement.Parse(File.ReadAllText(Path.Combine(Snippet.Repository, "samples", sample, file)))), Is.Null);

    [Test]
    public void Every_member_of_a_policy_is_shown()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Snippet.Repository, "src", "McpGuard", "policy.schema.json")))!;
        var members = schema["$defs"]!.AsObject().Where(part => part.Key != "argumentSchema")
            .SelectMany(part => part.Value!["properties"]?.AsObject().Select(member => member.Key) ?? []);
        var shown = string.Concat(Policies.Where(snippet => snippet.Page == _page).Select(snippet => snippet.Text));

        Assert.That(members.Where(member => !shown.Contains($"\"{member}\":", StringComparison.Ordinal)), Is.Empty);
    }

    private static string Settings(string policy) =>
        $$"""{ "McpGuard": { "Authority": "https://login.example.com", "Resource": "https://weather.example.com/mcp", "Policy": {{policy}} } }""";

    /// <summary>A server that serves whatever a policy names, so that every name is one of its own.</summary>
    private static ServiceProvider Serve(string settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(settings))).Build());
        services.AddSingleton<ISessionRisk, LowRisk>();
        services.AddMcpServer()
            .WithCallToolHandler((_, _) => throw new NotSupportedException())
            .WithGetPromptHandler((_, _) => throw new NotSupportedException())
            .WithReadResourceHandler((_, _) => throw new NotSupportedException())
            .WithAccessCondition<Always>("change-window")
            .WithMcpGuard(options =>
            {
                options.DefaultScopes.Add("weather");
                options.Approvals.Address = "https://tools.example.com/approvals";
                options.DeviceAssertion = new DeviceAssertionOptions
                {
                    Issuer = "https://gateway.example.com",
                    Claim = "posture",
                    Keys = { Uri = "https://gateway.example.com/jwks" },
                };
            });
        return services.BuildServiceProvider();
    }

    private sealed class LowRisk : ISessionRisk
    {
        public ValueTask<string?> AssessAsync(AccessRequest request, CancellationToken cancellationToken) => new("low");
    }

    private sealed class Always : IAccessCondition
    {
        public ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken) => new(ConditionResult.Met());
    }
}
