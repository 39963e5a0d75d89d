namespace McpGuard;

/// <summary>What became of a new approval.</summary>
/// <param name="Outcome">Whether it was added.</param>
/// <param name="Approval">The approval that is in the store now: the added one, or the one that holds; null if there was no room.</param>
public readonly record struct ApprovalAdded(ApprovalAddition Outcome, Approval? Approval);

/// <summary>What became of a new approval.</summary>
public enum ApprovalAddition
{
    /// <summary>There was no room: its requester, or all requesters together, have too many pending ones. The default.</summary>
    TooMany,

    /// <summary>It was added.</summary>
    Added,

    /// <summary>Another approval with the same binding holds.</summary>
    Existing,
}
