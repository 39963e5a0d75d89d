namespace McpGuard;

/// <summary>When a condition is looked at: what costs more, or leaves a trace, comes after what decides without.</summary>
internal enum ConditionStage
{
    /// <summary>It looks at what is there, and nothing the caller could obtain would change it.</summary>
    Facts,

    /// <summary>Another sign-in would meet it.</summary>
    SignIn,

    /// <summary>Somebody else has to be asked.</summary>
    Remote,

    /// <summary>Looking at it uses something up.</summary>
    Counted,
}
