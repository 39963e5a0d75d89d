namespace McpGuard.Cli.Policy;

/// <summary>What is different under another policy.</summary>
/// <param name="OldVersion">The version of the old policy.</param>
/// <param name="NewVersion">The version of the new policy.</param>
/// <param name="Changes">The changed rules and answers.</param>
/// <param name="CallsChecked">The recorded decisions that were decided again.</param>
/// <param name="CallsUndecided">The recorded decisions whose records do not have all that the new policy looks at.</param>
internal sealed record PolicyDiff(string OldVersion, string NewVersion, IReadOnlyList<PolicyChange> Changes, long CallsChecked, long CallsUndecided);

/// <summary>One difference.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Who">The caller, if there is one.</param>
/// <param name="What">The rule, the target or the operation.</param>
/// <param name="Old">The old state or answer.</param>
/// <param name="New">The new state or answer.</param>
internal sealed record PolicyChange(PolicyChangeKind Kind, string? Who, string What, string Old, string New);

internal enum PolicyChangeKind
{
    /// <summary>A rule, or a setting for all rules.</summary>
    Rule,

    /// <summary>The answer to a caller of the tests about a target, with arguments that fit.</summary>
    Caller,

    /// <summary>The answer to a case of the tests.</summary>
    Case,

    /// <summary>A recorded call.</summary>
    Call,
}
