using System.Reflection;

namespace McpGuard;

/// <summary>What the code of a tool, prompt or resource demands: the attributes of its method, its class and its assembly.</summary>
internal static class Declaration
{
    /// <param name="metadata">What the SDK keeps of a method: the method itself, its class's attributes and its own.</param>
    /// <param name="sources">What conditions are made with.</param>
    /// <param name="problems">Where problems are noted.</param>
    /// <returns>The demands, and whether they say who may.</returns>
    public static (Requirement Requirement, bool Declares) Read(IReadOnlyList<object> metadata, ConditionSources sources, ICollection<string> problems)
    {
        object[] all = [.. metadata, .. metadata.OfType<MethodInfo>().FirstOrDefault()?.Module.Assembly.GetCustomAttributes() ?? []];
        var scopes = new ScopeSet(all.OfType<RequireScopeAttribute>().SelectMany(attribute => attribute.Scopes));
        var conditions = new List<Condition>();
        foreach (var demand in all.OfType<IDemand>())
        {
            var (condition, problem) = demand.Make(sources);
            if (condition is not null)
                conditions.Add(condition);
            else
                problems.Add(problem!);
        }

        var declares = scopes.Count > 0 || all.OfType<AllowAnyCallerAttribute>().Any() || conditions.Any(condition => condition is MembershipCondition);
        return (new Requirement(Requirement.Declaration, PolicyMode.Enforce, new ScopeRule(scopes), [.. conditions]), declares);
    }
}
