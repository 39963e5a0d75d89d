namespace McpGuard;

/// <summary>The end of an attempt to decide about an approval.</summary>
/// <param name="Approval">The approval as it is known now; null if there is none, or if the person may not see it.</param>
/// <param name="Refused">The reason if nothing was changed, or null.</param>
internal readonly record struct ApprovalResult(Approval? Approval, ReasonCode? Refused = null)
{
    public bool IsDone => Refused is null;
}
