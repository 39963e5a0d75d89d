using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using McpGuard.Cli.Output;

namespace McpGuard.Cli.Policy;

/// <summary>
/// Writes a policy to start from. Each target whose code names no callers gets a scope of its own. The annotations of a tool are the
/// author's unverified hints, so they are only remarks.
/// </summary>
internal static class StarterPolicy
{
    public static string Write(ServerSurface surface)
    {
        using var manifest = JsonDocument.Parse(surface.ToJson());
        var rules = new List<string>();
        var declared = new List<string>();
        foreach (var (member, targets, name) in new[] { ("tools", "Tools", "name"), ("prompts", "Prompts", "name"), ("resources", "Resources", "uriTemplate") })
        {
            if (manifest.RootElement.TryGetProperty(member, out var entries))
            {
                foreach (var entry in entries.EnumerateArray())
                    Add(entry, targets, entry.GetProperty("definition").GetProperty(name).GetString()!, rules, declared);
            }
        }

        var text = new StringBuilder("{\n  \"McpGuard\": {\n    \"Policy\": {\n");
        foreach (var remark in declared)
            text.Append("      // ").Append(remark).Append('\n');

        return text.Append("      \"Rules\": {\n").AppendJoin(",\n", rules).Append(rules.Count > 0 ? "\n" : "").Append("      }\n    }\n  }\n}\n").ToString();
    }

    private static void Add(JsonElement entry, string targets, string name, List<string> rules, List<string> declared)
    {
        var scopes = entry.TryGetProperty("scopes", out var found) ? string.Join(' ', found.EnumerateArray().Select(scope => scope.GetString())) : "";
        var demands = entry.TryGetProperty("demands", out var others) ? others.GetArrayLength() : 0;
        if (scopes.Length > 0)
            declared.Add($"{Visible.Text(name)}: the code requires {Visible.Text(scopes)}.");
        else if (entry.TryGetProperty("allowsAnyCaller", out var any) && any.GetBoolean())
            declared.Add($"{Visible.Text(name)}: the code allows any caller.");
        else if (demands > 0)
            declared.Add($"{Visible.Text(name)}: the code has {Words.Count(demands, "requirement")} and no scope.");
        else
            rules.Add(
                $"{Remark(entry)}        {Quote($"use-{Plain(name, '-')}")}: {{ {Quote(targets)}: [ {Quote(name)} ], \"Scopes\": [ " +
                    $"{Quote(Plain(name, '_'))} ] }}");
    }

    private static string Remark(JsonElement entry)
    {
        if (!entry.GetProperty("definition").TryGetProperty("annotations", out var annotations))
            return "";

        var remarks = new[]
        {
            Is("readOnlyHint") ? "it only reads" : null,
            Is("destructiveHint") ? "it destroys: consider SignIn with a MaxAge, or fewer Groups" : null,
            Is("openWorldHint") ? "it reaches the outside world: consider Arguments" : null,
        }.OfType<string>().ToArray();
        return remarks.Length == 0 ? "" : $"        // The author says, unverified: {string.Join("; ", remarks)}.\n";

        bool Is(string hint) => annotations.TryGetProperty(hint, out var value) && value.ValueKind == JsonValueKind.True;
    }

    // Neither a rule's name nor a scope may have a colon, a space or a quote from a URI.
    private static string Plain(string name, char instead) =>
        string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' or '.' ? character : instead));

    private static string Quote(string text) => JsonSerializer.Serialize(text, StarterJson.Default.String);
}

[JsonSerializable(typeof(string))]
internal sealed partial class StarterJson : JsonSerializerContext;
