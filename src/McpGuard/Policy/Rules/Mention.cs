namespace McpGuard;

/// <summary>Where a policy names something that the server has.</summary>
/// <param name="Path">How messages call the place.</param>
/// <param name="Kind">What kind of thing it names.</param>
/// <param name="Name">What it names.</param>
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
