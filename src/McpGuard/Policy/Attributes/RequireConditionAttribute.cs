namespace McpGuard;

/// <summary>
/// Demands a condition of your own. It does not say who may: declare scopes, groups or roles as well, or that any caller may.
/// </summary>
/// <param name="name">The name under which <c>WithAccessCondition</c> has registered it.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class RequireConditionAttribute(string name) : Attribute, IDemand
{
    /// <summary>The condition's name.</summary>
    public string Name { get; } = name;

    (Condition?, string?) IDemand.Make(ConditionSources sources)
    {
        var (condition, problem) = sources.Find(Name);
        return condition is not null ? (new OwnCondition(Name, condition), null) : (null, $"[RequireCondition] names {problem}");
    }
}
