using System.Globalization;

namespace McpGuard;

/// <summary>A demand in the words of an approver.</summary>
internal static class DemandText
{
    /// <returns>For example <c>2 different people, each in finance-leads or with the role cfo; not the requester</c>.</returns>
    public static string Of(ApprovalDemand demand)
    {
        string[] named =
        [
            .. demand.Groups.Select(group => $"in {group}"),
            .. demand.Roles.Select(role => $"with the role {role}"),
            .. demand.Policy is { } policy ? new[] { $"who meets {policy}" } : [],
        ];
        var from = string.Join(" or ", named);
        if (demand.By == ApprovalBy.Subject)
            return from.Length == 0 ? "the requester" : $"the requester, {from}";

        return demand.Count == 1
            ? $"1 person {from}; not the requester"
            : string.Create(CultureInfo.InvariantCulture, $"{demand.Count} different people, each {from}; not the requester");
    }
}
