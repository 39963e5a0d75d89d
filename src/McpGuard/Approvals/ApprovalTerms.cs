using System.Text.Json;

namespace McpGuard;

/// <summary>The next states of an approval, and how long each is the answer to the same call.</summary>
internal static class ApprovalTerms
{
    /// <summary>How long a repetition of a call that has run gets the answer that it has run.</summary>
    public static readonly TimeSpan UseHolds = TimeSpan.FromMinutes(1);

    /// <summary>How long a withdrawn request counts as open.</summary>
    public static readonly TimeSpan WithdrawalTakesRoom = TimeSpan.FromMinutes(1);

    private static readonly JsonElement _noArguments = JsonElement.Parse("{}");

    /// <returns>The approval after a vote: approved if no vote is missing.</returns>
    public static Approval Approved(Approval voted, DateTimeOffset now)
    {
        if (!ApprovalEligibility.IsMet(voted.Demands, voted.Votes))
            return voted;

        var until = now + voted.Demands.Min(demand => demand.ValidFor);
        return voted with { Status = ApprovalStatus.Approved, ValidUntil = until, HoldsUntil = until };
    }

    public static Approval Denied(Approval voted, DateTimeOffset now, TimeSpan holds) =>
        voted with { Status = ApprovalStatus.Denied, HoldsUntil = now + holds };

    public static Approval Used(Approval approved, string operationId, DateTimeOffset now) =>
        approved with { Status = ApprovalStatus.Used, UsedAt = now, UsedBy = operationId, HoldsUntil = now + UseHolds };

    public static Approval Expired(Approval open) => WithoutArguments(open) with { Status = ApprovalStatus.Expired };

    /// <returns>The approval after its withdrawal, which takes room for a while.</returns>
    public static Approval Withdrawn(Approval open, DateTimeOffset now)
    {
        var until = now + WithdrawalTakesRoom;
        return WithoutArguments(open) with
        {
            Status = ApprovalStatus.Withdrawn,
            HoldsUntil = now,
            WaitsUntil = open.WaitsUntil < until ? open.WaitsUntil : until,
        };
    }

    // The call will not run by it. A client that opens requests again and again must not fill the store with arguments.
    private static Approval WithoutArguments(Approval open) => open with { Arguments = _noArguments, Masked = [], Defaults = null };
}
