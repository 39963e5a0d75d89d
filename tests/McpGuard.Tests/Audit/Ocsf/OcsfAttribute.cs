using System.Text.RegularExpressions;

namespace McpGuard.Tests.Audit.Ocsf;

/// <summary>What the schema says of an attribute.</summary>
internal sealed partial record OcsfAttribute(
    string Name, string Type, bool IsRequired, bool IsArray, string? Profile, string? Sibling, IReadOnlyDictionary<string, string> Values)
{
    public static OcsfAttribute Parse(string line)
    {
        var match = Form().Match(line);
        if (!match.Success)
            throw new FormatException(line);

        var values = match.Groups["values"].Value.Split(" | ", StringSplitOptions.RemoveEmptyEntries)
            .Select(value => value.Split(' ', 2))
            .ToDictionary(value => value[0], value => value[^1]);
        return new(
            match.Groups["name"].Value,
            match.Groups["type"].Value,
            match.Groups["need"].Value == "!",
            match.Groups["array"].Success,
            Known("profile"),
            Known("sibling"),
            values);

        string? Known(string group) => match.Groups[group].Success ? match.Groups[group].Value : null;
    }

    [GeneratedRegex(@"^  (?<name>\w+)(?<need>[!+]?) (?<type>\w+)(?<array>\[\])?(?: @(?<profile>\w+))?(?: ~(?<sibling>\w+))?(?: = (?<values>.+))?$")]
    private static partial Regex Form();
}
