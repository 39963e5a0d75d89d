#pragma warning disable CA1507 // The names are those of the document, which only look like the names here.

using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Reference;

/// <summary>A random policy over four tools, of which the code declares something each.</summary>
internal sealed record SamplePolicy(SampleRule[] Rules, Dictionary<string, string[]> Includes, bool ReportsOnly, bool ChallengesWithGranted)
{
    public static readonly string[] Strengths = ["pwd", "mfa", "phr"];

    private static readonly string[] _scopes = ["a", "b", "c", "d"];

    /// <summary>What the code of each tool declares.</summary>
    public static readonly Dictionary<string, SampleRule> Declarations = new[]
    {
        new SampleRule("one", []) { Scopes = ["a"] },
        new SampleRule("two", []) { Scopes = ["b", "a"], Groups = ["staff", "finance"] },
        new SampleRule("open", []),
        new SampleRule("fresh", []) { Scopes = ["c"], MaxAge = 300 },
    }.ToDictionary(rule => rule.Name, rule => rule with { Name = "declaration" });

    // They read the request by themselves, so that rules may name any argument.
    public static readonly McpServerTool[] Tools =
    [
        McpServerTool.Create([RequireScope("a")] (RequestContext<CallToolRequestParams> _) => "", new() { Name = "one" }),
        McpServerTool.Create(
            [RequireScope("b", "a")][RequireGroup("staff", "finance")] (RequestContext<CallToolRequestParams> _) => "", new() { Name = "two" }),
        McpServerTool.Create([AllowAnyCaller] (RequestContext<CallToolRequestParams> _) => "", new() { Name = "open" }),
        McpServerTool.Create([RequireScope("c")][RequireFreshSignIn(300)] (RequestContext<CallToolRequestParams> _) => "", new() { Name = "fresh" }),
    ];

    public static SamplePolicy Next(Random random)
    {
        var reportsOnly = random.Next(5) == 0;
        var rules = Enumerable.Range(0, random.Next(5)).Select(index => NextRule($"rule-{index}", random, reportsOnly)).ToArray();

        // Only ever the earlier letters, so that nothing includes itself.
        var includes = _scopes.Select((scope, index) => (scope, included: Some(random, _scopes[..index], 3)))
            .Where(entry => entry.included.Length > 0 && random.Next(2) == 0)
            .ToDictionary(entry => entry.scope, entry => entry.included);
        return new SamplePolicy(rules, includes, reportsOnly, random.Next(4) == 0);
    }

    public string ToJson()
    {
        var json = new JsonObject
        {
            ["Mode"] = ReportsOnly ? "ReportOnly" : "Enforce",
            ["ChallengeScopes"] = ChallengesWithGranted ? "Accumulated" : "Operation",
            ["SignInStrengths"] = SampleRule.List(Strengths),
            ["Rules"] = new JsonObject(Rules.Select(rule => KeyValuePair.Create(rule.Name, (JsonNode?)rule.ToJson()))),
        };
        if (Includes.Count > 0)
            json["Scopes"] = new JsonArray(
                [
                    .. Includes.Select(
                        entry => new JsonObject { ["Name"] = entry.Key, ["Includes"] = SampleRule.List(entry.Value), ["RequestAs"] = $"api:{entry.Key}" }),
                ]);

        return json.ToJsonString();
    }

    private static SampleRule NextRule(string name, Random random, bool policyReportsOnly)
    {
        var rule = new SampleRule(name, [.. Declarations.Keys.Where(_ => random.Next(2) == 0).DefaultIfEmpty("one")])
        {
            ReportsOnly = random.Next(4) == 0 || (policyReportsOnly && random.Next(2) == 0),
            Scopes = Some(random, _scopes, 3),
            AnyScopes = random.Next(4) == 0 ? [Some(random, _scopes, 1, least: 1), Some(random, _scopes, 2, least: 1)] : [],
            ScopeByAmount = random.Next(5) == 0 ? (random.Next(100), _scopes[random.Next(4)]) : null,
            Clients = random.Next(5) == 0 ? ["desktop"] : [],
            Tenants = random.Next(5) == 0 ? ["t1", "t2"] : [],
            Network = random.Next(5) == 0 ? "10.0.0.0/8" : null,
            Hours = random.Next(5) == 0 && (random.Next(24), random.Next(24)) is var (from, to) && from != to ? (from, to) : null,
            MaxAmount = random.Next(5) == 0 ? random.Next(100) : null,
            Groups = random.Next(5) == 0 ? ["finance"] : [],
            Roles = random.Next(5) == 0 ? ["admin", "auditor"] : [],
            Strength = random.Next(5) == 0 ? Strengths[random.Next(3)] : null,
            MaxAge = random.Next(5) == 0 ? 60 + random.Next(600) : null,
        };
        var declares = rule.Scopes.Length + rule.AnyScopes.Length + rule.Groups.Length + rule.Roles.Length + rule.Clients.Length > 0;
        return rule with { IsOverride = declares && !rule.ReportsOnly && random.Next(6) == 0 };
    }

    private static string[] Some(Random random, string[] from, int most, int least = 0) =>
        [.. from.OrderBy(_ => random.Next()).Take(random.Next(least, Math.Min(most, from.Length) + 1))];
}
