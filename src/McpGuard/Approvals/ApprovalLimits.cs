namespace McpGuard;

/// <summary>
/// How many approvals may be open at a time, by <see cref="Approval.TakesRoomAt"/>. Each person, each client and each actor has a share, so
/// that none of them takes the room of all others.
/// </summary>
/// <param name="PerRequester">Of one requester: one person through one client and one actor.</param>
/// <param name="InAll">Of all requesters together.</param>
public readonly record struct ApprovalLimits(int PerRequester, int InAll)
{
    private const int PersonShare = 10;
    private const int AgentShare = 2;

    /// <summary>Of one person, through all clients and actors: a tenth of all, but at least the number of one requester.</summary>
    public int PerPerson => Math.Max(PerRequester, InAll / PersonShare);

    /// <summary>Of one OAuth client, and of one actor, for all people: half of all, but at least the number of one requester.</summary>
    public int PerAgent => Math.Max(PerRequester, InAll / AgentShare);

    /// <summary>Whether there is room for one more approval.</summary>
    /// <param name="candidate">The approval.</param>
    /// <param name="open">The approvals that take room already.</param>
    /// <returns>Whether no number is reached.</returns>
    public bool HaveRoomFor(Approval candidate, IReadOnlyCollection<Approval> open)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(open);

        return open.Count < InAll &&
            open.Count(other => other.Requester == candidate.Requester) < PerRequester &&
            open.Count(other => other.Subject.IsSame(candidate.Subject)) < PerPerson &&
            open.Count(other => IsSameClient(other, candidate)) < PerAgent &&
            open.Count(other => IsSameActor(other, candidate)) < PerAgent;
    }

    // Two issuers may give two clients one name.
    private static bool IsSameClient(Approval one, Approval other) =>
        one.ClientId == other.ClientId && IssuerName.KeyOf(one.Subject.Issuer) == IssuerName.KeyOf(other.Subject.Issuer);

    private static bool IsSameActor(Approval one, Approval other) => one.Actors is [var first, ..] && other.Actors is [var second, ..] && first.IsSame(second);
}
