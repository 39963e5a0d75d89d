using System.Reflection;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The requirements in the code of a tool, prompt or resource: the attributes of the method that runs, of its class and its assembly, and
/// the metadata of its creation.
/// </summary>
internal sealed record Declaration(ScopeSet Scopes, bool AllowsAnyCaller, IReadOnlyList<IDemand> Demands)
{
    /// <param name="primitive">The tool, prompt or resource; null for a target of a handler.</param>
    public static Declaration Of(IMcpServerPrimitive? primitive)
    {
        var problems = new List<string>();
        var parts = primitive is null ? [] : PrimitiveCode.Unwrap(primitive).ToArray();
        var methods = parts.Select(part => MethodOf(part, problems)).OfType<RunningMethod>().ToArray();
        object[] all =
        [
            .. problems.Select(problem => new UnreadableDemand(problem)),
            .. parts.SelectMany(part => part.Metadata),
            .. parts.Where(part => part.GetType().Assembly != typeof(McpServerTool).Assembly)
                .SelectMany(part => part.GetType().GetCustomAttributes(inherit: true)),
            .. methods.SelectMany(method => method.Demands),
        ];

        // The SDK's metadata repeats the attributes of the registered method, which may not be the method that runs.
        var isForAnyCaller = methods.Any(method => method.Carries<AllowAnyCallerAttribute>()) ||
            parts.Any(part => !part.Metadata.OfType<MethodInfo>().Any() && part.Metadata.OfType<AllowAnyCallerAttribute>().Any());
        return new Declaration(
            new ScopeSet(all.OfType<RequireScopeAttribute>().SelectMany(attribute => attribute.Scopes)), isForAnyCaller, [.. all.OfType<IDemand>()]);
    }

    /// <param name="sources">The dependencies of conditions.</param>
    /// <param name="problems">The list to which problems are added.</param>
    /// <returns>The requirements, and whether they name the permitted callers.</returns>
    public (Requirement Requirement, bool Declares) Compile(ConditionSources sources, ICollection<string> problems)
    {
        var conditions = new List<Condition>();
        foreach (var demand in Demands)
        {
            var (condition, problem) = demand.Make(sources);
            if (problem is not null && !problems.Contains(problem))
                problems.Add(problem);

            conditions.Add(condition ?? new InvalidCondition(problem!));
        }

        var declares = Scopes.Count > 0 || AllowsAnyCaller || conditions.Any(condition => condition is MembershipCondition);

        // A requirement that is found twice counts once.
        Condition[] distinct = [.. conditions.DistinctBy(condition => (condition.GetType(), condition.Name, condition.Demand))];
        return (new Requirement(Requirement.Declaration, PolicyMode.Enforce, new ScopeRule(Scopes), distinct), declares);
    }

    private static RunningMethod? MethodOf(IMcpServerPrimitive part, List<string> problems)
    {
        var function = PrimitiveCode.FunctionOf(part);
        if ((function?.UnderlyingMethod ?? part.Metadata.OfType<MethodInfo>().FirstOrDefault()) is not { } method)
            return null;
        if (function is null)
            return new RunningMethod(method, null);

        var (target, factory) = PrimitiveCode.InstanceOf(function);
        if (!method.IsStatic && target is null && method.ReflectedType is { IsSealed: false } type && !(factory is not null && PrimitiveCode.IsOfSdk(factory)))
            problems.Add(
                $"it is created with a factory, and the class {type.Name} of its method can be derived from, so the class that will run is not " +
                    $"known. Seal {type.Name}, or create it with an instance");

        return new RunningMethod(method, target?.GetType());
    }
}

/// <summary>A placeholder for requirements that cannot be read, because the code that runs is unknown.</summary>
internal sealed record UnreadableDemand(string Problem) : IDemand
{
    (Condition?, string?) IDemand.Make(ConditionSources sources) => (null, Problem);
}
