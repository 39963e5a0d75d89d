namespace McpGuard;

/// <summary>The order of conditions: expensive ones, and those with side effects, come last.</summary>
internal enum ConditionStage
{
    /// <summary>A local fact that the caller cannot change.</summary>
    Facts,

    /// <summary>Another sign-in would meet it.</summary>
    SignIn,

    /// <summary>A remote check is needed.</summary>
    Remote,

    /// <summary>A person approves the call. People are asked only about a call that could run otherwise.</summary>
    Approval,

    /// <summary>The check consumes something.</summary>
    Counted,
}
