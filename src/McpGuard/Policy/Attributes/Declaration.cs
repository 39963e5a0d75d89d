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
        object[] all = [.. metadata, .. metadata.OfType<MethodInfo>().FirstOrDefault() is { } method ? Around(method) : []];
        var scopes = new ScopeSet(all.OfType<RequireScopeAttribute>().SelectMany(attribute => attribute.Scopes));
        var conditions = new List<Condition>();
        foreach (var demand in all.OfType<IDemand>())
        {
            var (condition, problem) = demand.Make(sources);
            if (problem is not null)
                problems.Add(problem);

            conditions.Add(condition ?? new UnmadeCondition(problem!));
        }

        var declares = scopes.Count > 0 || all.OfType<AllowAnyCallerAttribute>().Any() || conditions.Any(condition => condition is MembershipCondition);
        return (new Requirement(Requirement.Declaration, PolicyMode.Enforce, new ScopeRule(scopes), [.. conditions]), declares);
    }

    // Of a method that a class inherits, the SDK knows only the class that it is written in.
    private static IEnumerable<object> Around(MethodInfo method)
    {
        var heirs = new List<Type>();
        for (var type = method.ReflectedType; type is not null && type != method.DeclaringType; type = type.BaseType)
            heirs.Add(type);

        return heirs.SelectMany(heir => heir.GetCustomAttributes(inherit: false))
            .Concat(heirs.Select(heir => heir.Assembly).Append(method.Module.Assembly).Distinct().SelectMany(assembly => assembly.GetCustomAttributes()));
    }
}
