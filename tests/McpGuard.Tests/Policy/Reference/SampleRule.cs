#pragma warning disable CA1507 // The names are those of the document, which only look like the names here.

using System.Text.Json.Nodes;

namespace McpGuard.Tests.Policy.Reference;

/// <summary>A rule as a random policy has it, once to be written as JSON and once to be read by the reference.</summary>
internal sealed record SampleRule(string Name, string[] Tools)
{
    public bool ReportsOnly { get; init; }

    public bool IsOverride { get; init; }

    public string[] Scopes { get; init; } = [];

    public string[][] AnyScopes { get; init; } = [];

    public (int Over, string Scope)? ScopeByAmount { get; init; }

    public string[] Clients { get; init; } = [];

    public string[] Tenants { get; init; } = [];

    public string? Network { get; init; }

    public (int From, int To)? Hours { get; init; }

    public int? MaxAmount { get; init; }

    public string[] Groups { get; init; } = [];

    public string[] Roles { get; init; } = [];

    public string? Strength { get; init; }

    public int? MaxAge { get; init; }

    /// <summary>The rule as a policy document has it.</summary>
    public JsonObject ToJson()
    {
        var rule = new JsonObject { ["Tools"] = List(Tools), ["Mode"] = ReportsOnly ? "ReportOnly" : "Enforce", ["Override"] = IsOverride };
        if (Scopes.Length > 0)
            rule["Scopes"] = List(Scopes);
        if (AnyScopes.Length > 0)
            rule["AnyScopes"] = new JsonArray([.. AnyScopes.Select(List)]);
        if (ScopeByAmount is { } by)
            rule["ScopesByArguments"] = new JsonArray(
                new JsonObject { ["Arguments"] = Amount(new() { ["minimum"] = by.Over + 1 }), ["Scopes"] = List([by.Scope]) });
        if (Clients.Length > 0)
            rule["Callers"] = new JsonObject { ["AllowedClients"] = List(Clients) };
        if (Tenants.Length > 0)
            rule["Tenant"] = new JsonObject { ["Claim"] = "tid", ["Allowed"] = List(Tenants) };
        if (Network is not null)
            rule["Network"] = List([Network]);
        if (Hours is { } hours)
            rule["Hours"] = new JsonObject { ["TimeZone"] = "UTC", ["From"] = $"{hours.From:00}:00", ["To"] = $"{hours.To:00}:00" };
        if (MaxAmount is { } most)
            rule["Arguments"] = Amount(new() { ["maximum"] = most });
        if (Groups.Length > 0)
            rule["Groups"] = List(Groups);
        if (Roles.Length > 0)
            rule["Roles"] = List(Roles);
        if (Strength is not null || MaxAge is not null)
            rule["SignIn"] = SignIn();
        if (rule.Count == 3)
            rule["AllowAnyCaller"] = true;

        return rule;
    }

    public static JsonArray List(string[] items) => new([.. items.Select(item => (JsonNode)item)]);

    private static JsonObject Amount(JsonObject bound)
    {
        bound["type"] = "integer";
        return new JsonObject { ["properties"] = new JsonObject { ["amount"] = bound }, ["required"] = List(["amount"]) };
    }

    private JsonObject SignIn()
    {
        var section = new JsonObject();
        if (Strength is not null)
            section["Strength"] = Strength;
        if (MaxAge is { } age)
            section["MaxAge"] = TimeSpan.FromSeconds(age).ToString("c");

        return section;
    }
}
