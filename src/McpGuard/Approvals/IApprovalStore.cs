namespace McpGuard;

/// <summary>
/// Keeps approvals, each until its <see cref="Approval.KeptUntil"/>, and removes those that are over with the next list at the latest. All
/// servers that share approvals, and the application with the pages, use the same store. If it throws, or does not answer within a second,
/// no call runs and no person can decide. A store must not block the calling thread.
/// </summary>
/// <remarks>
/// A store that cannot read one of its approvals throws an <see cref="InvalidDataException"/> for that one, and leaves it out of lists. It
/// must not answer as if there were none: the approval may have been denied or used.
/// </remarks>
public interface IApprovalStore
{
    /// <summary>Adds an approval, in one atomic step.</summary>
    /// <param name="candidate">The new approval, pending and of version 1.</param>
    /// <param name="limits">
    /// How many approvals may take room at <see cref="Approval.RequestedAt"/> of the candidate, with it; see <see
    /// cref="ApprovalLimits.HaveRoomFor"/>.
    /// </param>
    /// <param name="cancellationToken">Cancelled when the request is aborted.</param>
    /// <returns>
    /// The newest approval with the same binding, if its <see cref="Approval.HoldsUntil"/> is later than the candidate's <see
    /// cref="Approval.RequestedAt"/>; else whether there was room for the candidate.
    /// </returns>
    ValueTask<ApprovalAdded> AddAsync(Approval candidate, ApprovalLimits limits, CancellationToken cancellationToken);

    /// <summary>Finds an approval by its identifier.</summary>
    /// <param name="id">The identifier, as a caller or a browser has sent it.</param>
    /// <param name="cancellationToken">Cancelled when the request is aborted.</param>
    /// <returns>The present version, or null.</returns>
    ValueTask<Approval?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Finds the newest approval with a binding.</summary>
    /// <param name="binding">The binding.</param>
    /// <param name="cancellationToken">Cancelled when the request is aborted.</param>
    /// <returns>The present version, or null.</returns>
    ValueTask<Approval?> FindByBindingAsync(string binding, CancellationToken cancellationToken);

    /// <summary>Exchanges an approval for its next version, in one atomic step: of all concurrent calls for one version, at most one succeeds.</summary>
    /// <param name="replacement">The next version.</param>
    /// <param name="expectedVersion">The version that must be in the store.</param>
    /// <param name="cancellationToken">Cancelled when the request is aborted.</param>
    /// <returns>Whether the store had that version, and now has the next one.</returns>
    ValueTask<bool> TryReplaceAsync(Approval replacement, long expectedVersion, CancellationToken cancellationToken);

    /// <summary>Lists the approvals, the newest first. The guard does so every 15 seconds.</summary>
    /// <param name="onlyOpen">Whether only those are wanted that are pending or approved by their <see cref="Approval.Status"/>.</param>
    /// <param name="cancellationToken">Cancelled when the list is no longer needed.</param>
    /// <returns>The present versions.</returns>
    IAsyncEnumerable<Approval> ListAsync(bool onlyOpen, CancellationToken cancellationToken);
}
