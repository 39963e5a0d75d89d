namespace McpGuard;

/// <summary>The effect of a rule's denial.</summary>
internal enum PolicyMode
{
    /// <summary>The call is refused. The default.</summary>
    Enforce,

    /// <summary>The call runs, and the denial is recorded.</summary>
    ReportOnly,
}
