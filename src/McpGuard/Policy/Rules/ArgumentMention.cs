using System.Collections.Frozen;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>A place where a policy or an option names an argument of a target, or a part of one.</summary>
/// <param name="Path">The place, for messages.</param>
/// <param name="Kind">The kind of the rule's target.</param>
/// <param name="Target">Its name.</param>
/// <param name="Name">The argument.</param>
internal readonly record struct ArgumentMention(string Path, TargetKind Kind, string Target, string Name)
{
    private const string Section = McpGuardDefaults.ConfigurationSection;

    /// <returns>Each name with its problem, or null.</returns>
    public static FrozenDictionary<ArgumentMention, string?> Find(PolicyDocument document, McpGuardOptions options, McpServerOptions server) =>
        document.Rules.SelectMany(rule => rule.Targets.SelectMany(target => In(rule, target.Kind, target.Name, server)))
            .Concat(options.Tools.SelectMany(tool => InOptions(tool.Key, tool.Value, server)))
            .GroupBy(found => found.Mention, found => found.Missing)
            .ToFrozenDictionary(group => group.Key, group => group.All(missing => missing is not null) ? group.Key.Problem(group.First()!) : null);

    private string Problem(IReadOnlyCollection<string> names) =>
        $"{Path} names '{Name}', which the arguments of the {Kind.ToString().ToLowerInvariant()} '{Target}' do not " +
            $"have{NearestName.Suggest(Name, names)} Such a rule could never match.";

    private static IEnumerable<(ArgumentMention Mention, IReadOnlyCollection<string>? Missing)> In(
        PolicyRule rule, TargetKind kind, string target, McpServerOptions server)
    {
        ArgumentSchema[] schemas =
        [
            .. rule.Requirement.Conditions.OfType<ArgumentCondition>().Select(condition => condition.Schema),
            .. rule.Requirement.Conditions.OfType<ApprovalCondition>().Select(condition => condition.When).OfType<ArgumentSchema>(),
            .. rule.Requirement.Scopes.ForArguments.Select(scopes => scopes.Schema.Schema),
        ];
        var tenant = rule.Requirement.Conditions.OfType<TenantCondition>().SingleOrDefault()?.Argument;
        if ((schemas.Length == 0 && tenant is null) || TypeOf(kind, target, server) is not { } type)
            return [];

        var found = schemas.SelectMany(schema => SchemaMemberNames.Find(schema, type));
        if (tenant is { } path)
            found = found.Concat(Follow(path.Steps, type, StringComparer.Ordinal).Select(step => ($"{rule.Path}.Tenant.Argument", step.Name, step.Missing)));

        return found.Select(named => (new ArgumentMention($"{Section}:Policy {named.Path}", kind, target, named.Name), named.Missing));
    }

    private static IEnumerable<(ArgumentMention Mention, IReadOnlyCollection<string>? Missing)> InOptions(
        string tool, ToolOptions options, McpServerOptions server)
    {
        if (TypeOf(TargetKind.Tool, tool, server) is not { } type)
            return [];

        // An invalid pointer is reported elsewhere.
        return options.Pointers.Where(option => option.Pointer.StartsWith('/')).SelectMany(option => Follow(
            option.Pointer[1..].Split('/')
                .Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)), type, FoldedComparer.Instance)
            .Select(step => (new ArgumentMention($"{Section}:Tools:{tool}:{option.Path}", TargetKind.Tool, tool, step.Name), step.Missing)));
    }

    private static BoundType? TypeOf(TargetKind kind, string target, McpServerOptions server) => kind switch
    {
        // A handler may serve any arguments.
        TargetKind.Resource when server.ResourceCollection is not { } resources || !resources.TryGetPrimitive(target, out _) => null,
        _ => PrimitiveLookup.Find(server, kind, target) is { } primitive ? ArgumentBinding.Of(kind, target, primitive)?.Type : null,
    };

    // The arguments themselves are compared by case.
    private static IEnumerable<(string Name, IReadOnlyCollection<string>? Missing)> Follow(
        IEnumerable<string> steps, BoundType type, IEqualityComparer<string> nested)
    {
        var (at, comparer) = ((BoundType?)type, (IEqualityComparer<string>)StringComparer.Ordinal);
        foreach (var step in steps)
        {
            var missing = at?.AllNames is { } known && !known.Contains(step, comparer) ? known : null;
            yield return (step, missing);

            at = at is null || missing is not null ? null : at.Item ?? at.Member(step);
            comparer = nested;
        }
    }
}
