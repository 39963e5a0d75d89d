namespace McpGuard.Tests.Approvals;

/// <summary>What becomes of a request in its next state.</summary>
[TestFixture]
[Category("APR-13")]
internal sealed class ApprovalTermsTests
{
    private static readonly Approval _pending = SampleApprovals.Pending(Callers.Now) with
    {
        ArgumentDigest = "digest",
        Masked = ["/amount"],
        Defaults = System.Text.Json.JsonElement.Parse("""{"currency":"EUR"}"""),
    };

    private static IEnumerable<TestCaseData> Over()
    {
        yield return new TestCaseData(ApprovalTerms.Withdrawn(_pending, Callers.Now)).SetArgDisplayNames("withdrawn");
        yield return new TestCaseData(ApprovalTerms.Expired(_pending)).SetArgDisplayNames("expired");
    }

    [TestCaseSource(nameof(Over))]
    public void Request_that_is_over_keeps_no_arguments(Approval over)
    {
        Assert.That((over.Arguments.GetRawText(), over.Defaults), Is.EqualTo(("{}", (System.Text.Json.JsonElement?)null)));
        Assert.That(over.Masked, Is.Empty);
        Assert.That((over.ArgumentDigest, over.Tool), Is.EqualTo(("digest", "refund")), "What the log has stays.");
    }

    [Test]
    public void Withdrawn_request_is_kept_for_a_minute_and_one_that_ended_for_an_hour_after_it_held()
    {
        Assert.That(_pending.KeptUntil, Is.Null);
        Assert.That((_pending with { Status = ApprovalStatus.Approved }).KeptUntil, Is.Null);
        Assert.That(ApprovalTerms.Withdrawn(_pending, Callers.Now).KeptUntil, Is.EqualTo(Callers.Now.AddMinutes(1)));
        Assert.That(ApprovalTerms.Expired(_pending).KeptUntil, Is.EqualTo(Callers.Now.AddMinutes(90)));
        Assert.That(ApprovalTerms.Used(_pending, "op-1", Callers.Now).KeptUntil, Is.EqualTo(Callers.Now.AddMinutes(61)));
    }
}
