using System.Reflection;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The requirements in the code of a tool, prompt or resource: the attributes of the method that runs, of its class and its assembly, and
/// the metadata of its creation.
/// </summary>
internal static class Declaration
{
    /// <param name="primitive">The tool, prompt or resource; null for a target of a handler.</param>
    /// <param name="sources">The dependencies of conditions.</param>
    /// <param name="problems">The list to which problems are added.</param>
    /// <returns>The requirements, and whether they name the permitted callers.</returns>
    public static (Requirement Requirement, bool Declares) Read(IMcpServerPrimitive? primitive, ConditionSources sources, ICollection<string> problems)
    {
        var parts = primitive is null ? [] : PrimitiveCode.Unwrap(primitive).ToArray();
        var methods = parts.Select(part => MethodOf(part, problems)).OfType<RunningMethod>().ToArray();
        object[] all =
        [
            .. parts.SelectMany(part => part.Metadata),
            .. parts.Where(part => part.GetType().Assembly != typeof(McpServerTool).Assembly).SelectMany(part => part.GetType().GetCustomAttributes(inherit: true)),
            .. methods.SelectMany(method => method.Demands),
        ];

        var scopes = new ScopeSet(all.OfType<RequireScopeAttribute>().SelectMany(attribute => attribute.Scopes));
        var conditions = new List<Condition>(problems.Select(problem => new UnmadeCondition(problem)));
        foreach (var demand in all.OfType<IDemand>())
        {
            var (condition, problem) = demand.Make(sources);
            if (problem is not null && !problems.Contains(problem))
                problems.Add(problem);

            conditions.Add(condition ?? new UnmadeCondition(problem!));
        }

        // The SDK's metadata repeats the attributes of the registered method, which may not be the method that runs.
        var isForAnyCaller = methods.Any(method => method.Carries<AllowAnyCallerAttribute>()) ||
            parts.Any(part => !part.Metadata.OfType<MethodInfo>().Any() && part.Metadata.OfType<AllowAnyCallerAttribute>().Any());
        var declares = scopes.Count > 0 || isForAnyCaller || conditions.Any(condition => condition is MembershipCondition);

        // A requirement that is found twice counts once.
        Condition[] distinct = [.. conditions.DistinctBy(condition => (condition.GetType(), condition.Name, condition.Demand))];
        return (new Requirement(Requirement.Declaration, PolicyMode.Enforce, new ScopeRule(scopes), distinct), declares);
    }

    private static RunningMethod? MethodOf(IMcpServerPrimitive part, ICollection<string> problems)
    {
        var function = PrimitiveCode.FunctionOf(part);
        if ((function?.UnderlyingMethod ?? part.Metadata.OfType<MethodInfo>().FirstOrDefault()) is not { } method)
            return null;
        if (function is null)
            return new RunningMethod(method, null);

        var (target, factory) = PrimitiveCode.InstanceOf(function);
        if (!method.IsStatic && target is null && method.ReflectedType is { IsSealed: false } type && !(factory is not null && PrimitiveCode.IsOfSdk(factory)))
            problems.Add($"it is created with a factory, and the class {type.Name} of its method can be derived from, so the class that will run is not known. Seal {type.Name}, or create it with an instance");

        return new RunningMethod(method, target?.GetType());
    }
}
