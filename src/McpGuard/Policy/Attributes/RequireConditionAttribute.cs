namespace McpGuard;

/// <summary>Requires a condition of your own. It does not name the permitted callers: also declare scopes, groups or roles, or that any caller may.</summary>
/// <param name="name">The name with which <c>WithAccessCondition</c> registered it.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class RequireConditionAttribute(string name) : Attribute, IDemand
{
    /// <summary>The condition's name.</summary>
    public string Name { get; } = name;

    (Condition?, string?) IDemand.Make(ConditionSources sources)
    {
        var (condition, problem) = RegisteredCondition.Create(Name, sources);
        return (condition, problem is null ? null : $"[RequireCondition] names {problem}");
    }
}
