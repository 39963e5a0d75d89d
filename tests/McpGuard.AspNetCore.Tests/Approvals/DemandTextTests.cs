namespace McpGuard.AspNetCore.Tests.Approvals;

/// <summary>An approver reads who has to approve.</summary>
[TestFixture]
internal sealed class DemandTextTests
{
    private static IEnumerable<TestCaseData> Demands()
    {
        var one = SampleApprovals.Demand;
        yield return new TestCaseData(one).Returns("1 person in finance-leads; not the requester");
        yield return new TestCaseData(one with { Count = 2, Roles = ["cfo"] })
            .Returns("2 different people, each in finance-leads or with the role cfo; not the requester");
        yield return new TestCaseData(one with { Groups = [], Policy = "Leads" }).Returns("1 person who meets Leads; not the requester");
        yield return new TestCaseData(one with { Groups = [], By = ApprovalBy.Subject }).Returns("the requester");
        yield return new TestCaseData(one with { Roles = ["cfo"], By = ApprovalBy.Subject }).Returns("the requester, in finance-leads or with the role cfo");
    }

    [TestCaseSource(nameof(Demands))]
    public string Demand_is_in_words(ApprovalDemand demand) => DemandText.Of(demand);
}
