namespace McpGuard;

/// <summary>A place where a policy names something of the server.</summary>
/// <param name="Path">The place, for messages.</param>
/// <param name="Kind">The kind of the named thing.</param>
/// <param name="Name">The name.</param>
internal readonly record struct Mention(string Path, TargetKind Kind, string Name)
{
    private const string Section = McpGuardDefaults.ConfigurationSection;

    /// <summary>Whether it is an option by tool name, and not a rule.</summary>
    public bool IsOption => Path == $"{Section}:Tools";

    public static IEnumerable<Mention> In(PolicyDocument document, McpGuardOptions options) =>
    [
        .. options.Tools.Keys.Order(StringComparer.Ordinal).Select(tool => new Mention($"{Section}:Tools", TargetKind.Tool, tool)),
        .. document.Rules.SelectMany(rule => rule.Targets.Select(target => new Mention($"{Section}:Policy {rule.Path}", target.Kind, target.Name))),
    ];
}
