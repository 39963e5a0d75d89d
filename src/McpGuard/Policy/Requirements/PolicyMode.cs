namespace McpGuard;

/// <summary>What a rule's denial does.</summary>
internal enum PolicyMode
{
    /// <summary>The call is refused.</summary>
    Enforce,

    /// <summary>The call goes on, and it is recorded that it would have been refused.</summary>
    ReportOnly,
}
