namespace McpGuard;

/// <summary>Which demands a person may decide. An unknown person, or an unknown requester, may decide none.</summary>
internal static class ApprovalEligibility
{
    /// <returns>The positions of the demands, and the reason if there are none.</returns>
    public static (IReadOnlyList<int> Demands, ReasonCode? Refused) Of(Approval approval, Approver approver)
    {
        if (approver.Person is not { Person: not null } person || approval.Subject.Person is null)
            return ([], ReasonCode.ApproverUnknown);

        var demands = new List<int>();
        var isRequester = false;
        for (var i = 0; i < approval.Demands.Count; i++)
        {
            var demand = approval.Demands[i];
            if (!IsNamed(demand, person, approver))
                continue;

            if (MayDecide(demand.By, approval, person))
                demands.Add(i);
            else
                isRequester |= demand.By == ApprovalBy.Others;
        }

        if (demands.Count > 0)
            return (demands, null);

        return ([], isRequester ? ReasonCode.ApproverIsRequester : ReasonCode.ApproverNotEligible);
    }

    /// <summary>Whether the call is made on behalf of this person.</summary>
    public static bool IsRequester(Approval approval, Approver approver) => approver.Person is { } person && IsSurely(approval.Subject, person);

    /// <summary>Whether enough different people have approved each demand, and no person has denied one.</summary>
    public static bool IsMet(IReadOnlyList<ApprovalDemand> demands, IReadOnlyList<ApprovalVote> votes) =>
        votes.All(vote => vote.IsApproval) &&
        Enumerable.Range(0, demands.Count).All(position => CountOf(votes, position) >= demands[position].Count);

    /// <summary>The number of different people who approved a demand.</summary>
    public static int CountOf(IReadOnlyList<ApprovalVote> votes, int position)
    {
        var people = new List<ApprovalPerson>();
        foreach (var vote in votes)
        {
            if (vote.IsApproval && vote.Demands.Contains(position) && !people.Exists(vote.Approver.IsSame))
                people.Add(vote.Approver);
        }

        return people.Count;
    }

    private static bool MayDecide(ApprovalBy by, Approval approval, ApprovalPerson person) => by == ApprovalBy.Subject
        ? IsSurely(approval.Subject, person)
        : !approval.Subject.IsSame(person) && !approval.Actors.Any(person.IsSame) && person.Subject != approval.ClientId && person.Person != approval.ClientId;

    // Any equal name keeps a person from approving their own call. Only the configured name makes somebody the requester.
    private static bool IsSurely(ApprovalPerson one, ApprovalPerson other) =>
        IssuerName.KeyOf(one.Issuer) == IssuerName.KeyOf(other.Issuer) && one.Person is not null && one.Person == other.Person;

    // The person confirms their own call without any group; everybody else needs one.
    private static bool IsNamed(ApprovalDemand demand, ApprovalPerson person, Approver approver)
    {
        if (demand is { Groups.Count: 0, Roles.Count: 0, Policy: null })
            return demand.By == ApprovalBy.Subject;

        return (demand.Policy is { } policy && approver.Policies.Contains(policy)) ||
            demand.Groups.Any(group => Has(approver.Groups, group, person.Issuer)) ||
            demand.Roles.Any(role => Has(approver.Roles, role, person.Issuer));
    }

    private static bool Has(IReadOnlyCollection<string> names, string demanded, string issuer) =>
        Principal.Parse(demanded, issuer) is { } wanted && names.Any(name => Principal.Of(issuer, name) == wanted);
}
