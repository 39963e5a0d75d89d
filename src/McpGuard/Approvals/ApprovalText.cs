using System.Globalization;

namespace McpGuard;

/// <summary>Approvals in words, for records, explanations and pages.</summary>
internal static class ApprovalText
{
    /// <summary>The name of the condition in records.</summary>
    public const string Condition = "approval";

    /// <returns>For example <c>1 of groups finance-leads, by others</c>.</returns>
    public static string Of(ApprovalDemand demand)
    {
        var by = demand.By == ApprovalBy.Subject ? "by the subject" : "by others";
        string[] from =
        [
            .. demand.Groups.Count > 0 ? new[] { $"groups {string.Join(", ", demand.Groups)}" } : [],
            .. demand.Roles.Count > 0 ? new[] { $"roles {string.Join(", ", demand.Roles)}" } : [],
            .. demand.Policy is { } policy ? new[] { $"policy {policy}" } : [],
        ];
        return from.Length == 0 ? by : string.Create(CultureInfo.InvariantCulture, $"{demand.Count} of {string.Join(" or ", from)}, {by}");
    }

    /// <returns>How many of the needed votes there are, for example <c>1 of 2</c>.</returns>
    public static string VotesOf(Approval approval)
    {
        var (given, needed) = (0, 0);
        for (var position = 0; position < approval.Demands.Count; position++)
        {
            var count = approval.Demands[position].Count;
            needed += count;
            given += Math.Min(count, ApprovalEligibility.CountOf(approval.Votes, position));
        }

        return string.Create(CultureInfo.InvariantCulture, $"{given} of {needed}");
    }
}
