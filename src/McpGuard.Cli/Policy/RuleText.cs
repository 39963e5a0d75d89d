using System.Text.Json;

namespace McpGuard.Cli.Policy;

/// <summary>The rules of a policy document and its common settings, as canonical text that tells whether something has changed.</summary>
internal sealed class RuleText
{
    private const string Rules = "Rules";

    /// <summary>A part as it is written, and as it is compared.</summary>
    internal sealed record Part(string Written, string Canonical)
    {
        public static Part Of(JsonElement json) => new(json.GetRawText(), CanonicalJson.Write(json));
    }

    private RuleText(Dictionary<string, Part> parts, string options) => (Parts, Options) = (parts, options);

    /// <summary>The rules and settings by name.</summary>
    public IReadOnlyDictionary<string, Part> Parts { get; }

    /// <summary>The options that decide in addition to the policy document.</summary>
    public string Options { get; }

    public static RuleText Of(McpGuardOptions options)
    {
        var parts = new Dictionary<string, Part>(StringComparer.OrdinalIgnoreCase);
        using var json = JsonDocument.Parse(options.Policy ?? "{}");
        foreach (var member in json.RootElement.EnumerateObject())
        {
            if (!member.Name.Equals(Rules, StringComparison.OrdinalIgnoreCase))
            {
                parts[member.Name] = Part.Of(member.Value);
                continue;
            }

            foreach (var rule in member.Value.EnumerateObject())
                parts[NameOf(rule.Name)] = Part.Of(rule.Value);
        }

        return new(parts, LiveSettings.Of(options).ToVersioned());
    }

    /// <summary>The changed rules and settings.</summary>
    public static IEnumerable<PolicyChange> Compare(RuleText old, RuleText next)
    {
        foreach (var name in old.Parts.Keys.Union(next.Parts.Keys, StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal))
        {
            var (before, after) = (old.Parts.GetValueOrDefault(name), next.Parts.GetValueOrDefault(name));
            if (before?.Canonical != after?.Canonical)
                yield return new(PolicyChangeKind.Rule, null, name, before?.Written ?? "absent", after?.Written ?? "absent");
        }

        if (old.Options != next.Options)
            yield return new(PolicyChangeKind.Rule, null, "options", "other options", "other options");
    }

    /// <summary>Whether a rule requires the same in both. The code's declarations do, if the common settings are the same.</summary>
    public static bool IsSame(RuleText old, RuleText next, string rule) =>
        old.Options == next.Options && IsSamePart(old, next, NameOf(rule))
        && old.Parts.Keys.Union(next.Parts.Keys, StringComparer.OrdinalIgnoreCase).Where(name => !name.StartsWith($"{Rules}.", StringComparison.Ordinal))
            .All(name => IsSamePart(old, next, name));

    private static bool IsSamePart(RuleText old, RuleText next, string name) =>
        old.Parts.GetValueOrDefault(name)?.Canonical == next.Parts.GetValueOrDefault(name)?.Canonical;

    private static string NameOf(string rule) => $"{Rules}.{rule}";
}
