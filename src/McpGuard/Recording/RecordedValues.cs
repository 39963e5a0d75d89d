using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Compliance.Redaction;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>The argument values that records show, each in the form that its rule allows. Without a rule, none.</summary>
internal sealed class RecordedValues
{
    private readonly FrozenDictionary<string, Rule[]> _rules;

    /// <exception cref="McpGuardConfigurationException">A rule is invalid.</exception>
    public RecordedValues(IOptions<McpGuardOptions> options, AuditDigest digest, IServiceProvider services)
    {
        if (Read(options.Value, digest, services.GetService<IRedactorProvider>(), out _rules) is { Count: > 0 } problems)
            throw new McpGuardConfigurationException(problems);
    }

    /// <summary>Finds the rules that are invalid.</summary>
    public static IReadOnlyList<string> FindProblems(McpGuardOptions options, IRedactorProvider? redactors) => Read(options, digest: null, redactors, out _);

    private static List<string> Read(McpGuardOptions options, AuditDigest? digest, IRedactorProvider? redactors, out FrozenDictionary<string, Rule[]> all)
    {
        var problems = new List<string>();
        all = options.Tools.Where(tool => tool.Value.RecordedValues.Count > 0).ToFrozenDictionary(
            tool => tool.Key,
            tool =>
                tool.Value.RecordedValues.Select(rule => ReadRule(rule, $"{McpGuardDefaults.ConfigurationSection}:Tools:{tool.Key}:RecordedValues"))
                    .OfType<Rule>().ToArray(),
            StringComparer.Ordinal);
        foreach (var (tool, rules) in all)
            problems.AddRange(Overlaps(rules).Select(problem => $"{McpGuardDefaults.ConfigurationSection}:Tools:{tool}:RecordedValues {problem}"));

        return problems;

        Rule? ReadRule(KeyValuePair<string, string> rule, string option)
        {
            if (!IsPointer(rule.Key))
                problems.Add($"{option} has '{rule.Key}', which is not a JSON pointer. Write one such as /to or /customer/name.");
            if (RedactionRule.Find(rule.Value, digest, redactors, out var redact) is { } problem)
                problems.Add($"{option}:{rule.Key} is '{rule.Value}': {problem}");

            return redact is null ? null : new Rule(rule.Key, rule.Value, [.. rule.Key.Split('/').Skip(1).Select(Unescaped)], redact);
        }
    }

    private sealed record Rule(string Pointer, string Form, string[] Steps, Func<JsonElement, string> Redact);

    public IReadOnlyDictionary<string, string>? Of(string? tool, IDictionary<string, JsonElement> arguments)
    {
        if (tool is null || !_rules.TryGetValue(tool, out var rules))
            return null;

        Dictionary<string, string>? values = null;
        foreach (var rule in rules)
        {
            if (Find(rule.Steps, arguments) is { } value)
                (values ??= new(StringComparer.Ordinal))[rule.Pointer] = AuditText.Bounded(Redact(rule, value))!;
        }

        return values;
    }

    // A value that is shown also shows its parts, whatever another rule says. A digest and a length show none.
    private static IEnumerable<string> Overlaps(Rule[] rules) =>
        from whole in rules
        from part in rules
        where whole.Form != part.Form && Holds(whole, part)
        select $"shows '{whole.Pointer}' as '{whole.Form}', and with it '{part.Pointer}', which is to be '{part.Form}'. Give both the same form, or " +
            "name the other parts one by one.";

    // The serializer treats two names that differ only by case as one.
    private static bool Holds(Rule whole, Rule part) =>
        whole.Steps.Length <= part.Steps.Length && whole.Steps.SequenceEqual(part.Steps.Take(whole.Steps.Length), FoldedComparer.Instance) &&
        (whole.Steps.Length == part.Steps.Length || whole.Form is not (RedactionRule.Hash or RedactionRule.Length));

    // The application provides the redactor, and the caller can make it fail: neither may prevent the record. Its message may contain the value.
    private static string Redact(Rule rule, JsonElement value)
    {
        try
        {
            return rule.Redact(value);
        }
        catch (Exception exception)
        {
            return $"(its redactor failed: {exception.GetType().Name})";
        }
    }

    private static JsonElement? Find(string[] steps, IDictionary<string, JsonElement> arguments)
    {
        if (!arguments.TryGetValue(steps[0], out var value))
            return null;

        foreach (var step in steps.AsSpan(1))
        {
            if (value.ValueKind == JsonValueKind.Array && IndexOf(step) is { } index && index < value.GetArrayLength())
                value = value[index];
            else if (value.ValueKind == JsonValueKind.Object && Member(value, step) is { } member)
                value = member;
            else
                return null;
        }

        return value;
    }

    // The serializer binds the members of a nested object ignoring case; two that differ only by case were refused before.
    private static JsonElement? Member(JsonElement value, string name)
    {
        if (value.TryGetProperty(name, out var exact))
            return exact;

        foreach (var member in value.EnumerateObject())
        {
            if (FoldedComparer.Instance.Equals(member.Name, name))
                return member.Value;
        }

        return null;
    }

    // RFC 6901 section 4: no sign, no leading zero.
    private static int? IndexOf(string step) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && (step.Length == 1 || step[0] != '0') ? index : null;

    // RFC 6901 section 3: a tilde is followed by 0 or 1.
    private static bool IsPointer(string text) =>
        text.StartsWith('/') && text.Split('~').Skip(1).All(rest => rest.StartsWith('0') || rest.StartsWith('1'));

    private static string Unescaped(string step) => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
