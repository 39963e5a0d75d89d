using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace McpGuard.Tests.Approvals;

/// <summary>Who may decide about a call, and what each decision does.</summary>
[TestFixture]
[Category("APR-5")]
internal sealed class ApprovalDeskTests
{
    private readonly List<ApprovalEvent> _events = [];
    private readonly FakeTimeProvider _time = new(Callers.Now);
    private MemoryApprovalStore _store = null!;
    private ApprovalDesk _desk = null!;
    private bool _canRecord;

    [SetUp]
    public void SetUp()
    {
        _events.Clear();
        _canRecord = true;
        _store = new(_time);
        _desk = Desk(_store);
    }

    [Test]
    public async Task Eligible_person_approves_and_the_approval_is_valid_for_its_time()
    {
        var approved = (await ApproveAsync(await AddAsync(), SampleApprovals.Bob)).Approval!;

        Assert.That(
            (approved.Status, approved.Version, approved.ValidUntil),
            Is.EqualTo((ApprovalStatus.Approved, 2L, (DateTimeOffset?)_time.GetUtcNow().AddMinutes(5))));
        Assert.That(
            _events.Single(), Has.Property("Event").EqualTo(AuditEvent.ApprovalGranted).And.Property("Approver").EqualTo(SampleApprovals.Person("bob")));
    }

    [TestCase("alice", "alice", ReasonCode.ApproverIsRequester, TestName = "Subject_cannot_approve")]
    [TestCase("pairwise-at-the-pages", "alice", ReasonCode.ApproverIsRequester, TestName = "Subject_with_another_pairwise_sub_cannot_approve")]
    [TestCase("alice", "other", ReasonCode.ApproverIsRequester, TestName = "Subject_with_another_person_claim_cannot_approve")]
    [TestCase("agent", "agent", ReasonCode.ApproverIsRequester, TestName = "Actor_of_the_chain_cannot_approve")]
    [TestCase("bob", null, ReasonCode.ApproverUnknown, TestName = "Person_without_the_claim_cannot_approve")]
    public async Task Person_cannot_approve_their_own_call(string subject, string? person, ReasonCode reason)
    {
        var approval = await AddAsync();

        var result = await ApproveAsync(approval, new Approver(new ApprovalPerson(Callers.Issuer, subject, person)) { Groups = ["finance-leads"] });

        Assert.That(result.Refused, Is.EqualTo(reason));
        Assert.That((await _store.FindAsync(approval.Id, default))!.Status, Is.EqualTo(ApprovalStatus.Pending));
        Assert.That(_events.Single(), Has.Property("Event").EqualTo(AuditEvent.ApprovalRefused).And.Property("Reason").EqualTo(reason));
    }

    [Test]
    public async Task Actor_with_another_pairwise_sub_at_the_pages_cannot_approve()
    {
        var actor = new ApprovalPerson(Callers.Issuer, "pairwise-at-the-server", "carol");
        var approval = await AddAsync(with: pending => pending with { Actors = [SampleApprovals.Person("agent"), actor] });

        Assert.That((await ApproveAsync(approval, SampleApprovals.Lead("carol"))).Refused, Is.EqualTo(ReasonCode.ApproverIsRequester));
    }

    [Test]
    public async Task Call_of_an_unknown_person_is_approved_by_no_one()
    {
        var approval = await AddAsync(with: pending => pending with { Subject = pending.Subject with { Person = null } });

        Assert.That((await ApproveAsync(approval, SampleApprovals.Bob)).Refused, Is.EqualTo(ReasonCode.ApproverUnknown));
    }

    [Test]
    public async Task Person_of_another_group_cannot_approve_and_does_not_see_the_call()
    {
        var approval = await AddAsync();
        var stranger = SampleApprovals.Bob with { Groups = ["staff", "Finance-Leads", "finance-leads "] };

        Assert.That(await ApproveAsync(approval, stranger), Is.EqualTo(new ApprovalResult(null, ReasonCode.ApproverNotEligible)));
        Assert.That((await _desk.FindAsync(approval.Id, stranger, default)).Value, Is.Null);
        Assert.That((await _desk.ListAsync(stranger, onlyOpen: true, default)).Value, Is.Empty);
    }

    [Test]
    public async Task Only_the_subject_confirms_a_call_that_the_subject_must_confirm()
    {
        var approval = await AddAsync(SampleApprovals.Demand with { Groups = [], By = ApprovalBy.Subject });

        Assert.That((await ApproveAsync(approval, SampleApprovals.Bob)).Refused, Is.EqualTo(ReasonCode.ApproverNotEligible));
        Assert.That((await ApproveAsync(approval, new Approver(SampleApprovals.Person("alice")))).IsDone, Is.True);
    }

    [Test]
    [Category("APR-6")]
    public async Task Two_approvers_are_two_people()
    {
        var first = (await ApproveAsync(await AddAsync(SampleApprovals.Demand with { Count = 2 }), SampleApprovals.Bob)).Approval!;
        Assert.That(first.Status, Is.EqualTo(ApprovalStatus.Pending));

        Assert.That((await ApproveAsync(first, SampleApprovals.Bob)).Refused, Is.EqualTo(ReasonCode.ApproverNotEligible));
        var second = (await ApproveAsync(first, SampleApprovals.Lead("carol"))).Approval!;
        Assert.That(second.Status, Is.EqualTo(ApprovalStatus.Approved));
        Assert.That(ApprovalText.VotesOf(second), Is.EqualTo("2 of 2"));
    }

    [Test]
    [Category("APR-6")]
    public async Task One_denial_denies()
    {
        var first = (await ApproveAsync(await AddAsync(SampleApprovals.Demand with { Count = 2 }), SampleApprovals.Bob)).Approval!;

        var denied = (await _desk.DenyAsync(first.Id, first.Version, SampleApprovals.Lead("carol"), "no", default)).Approval!;

        Assert.That((denied.Status, denied.HoldsUntil), Is.EqualTo((ApprovalStatus.Denied, _time.GetUtcNow().AddMinutes(10))));
        Assert.That((await ApproveAsync(denied, SampleApprovals.Lead("dave"))).Refused, Is.EqualTo(ReasonCode.ApprovalNotPending));
    }

    [Test]
    public async Task Decision_is_about_the_version_that_the_person_saw()
    {
        var seen = await AddAsync(SampleApprovals.Demand with { Count = 2 });
        await ApproveAsync(seen, SampleApprovals.Bob);

        Assert.That((await ApproveAsync(seen, SampleApprovals.Lead("carol"))).Refused, Is.EqualTo(ReasonCode.ApprovalNotPending));
    }

    [Test]
    [Category("APR-11")]
    public async Task Decision_without_its_record_changes_nothing()
    {
        var approval = await AddAsync();
        _canRecord = false;

        Assert.That((await ApproveAsync(approval, SampleApprovals.Bob)).Refused, Is.EqualTo(ReasonCode.AuditUnavailable));
        Assert.That((await _store.FindAsync(approval.Id, default))!.Status, Is.EqualTo(ApprovalStatus.Pending));
    }

    [Test]
    [Category("APR-11")]
    public async Task Decision_without_an_answer_of_the_store_is_refused()
    {
        var broken = new Mock<IApprovalStore>();
        broken.Setup(store => store.FindAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).Throws<IOException>();

        Assert.That((await Desk(broken.Object).ApproveAsync("apr_1", 1, SampleApprovals.Bob, null, default)).Refused, Is.EqualTo(ReasonCode.StateUnavailable));
    }

    [TestCase(null, false)]
    [TestCase(" ", false)]
    [TestCase("checked", true)]
    public async Task Required_comment_is_needed(string? comment, bool isDone)
    {
        var approval = await AddAsync(SampleApprovals.Demand with { Comment = ApprovalComment.Required });

        Assert.That((await _desk.ApproveAsync(approval.Id, 1, SampleApprovals.Bob, comment, default)).IsDone, Is.EqualTo(isDone));
    }

    // The page and the server may have different subjects for one human, and then equal ones for two.
    [Test]
    public async Task Person_with_the_subject_of_the_caller_can_neither_approve_nor_act_as_the_requester()
    {
        var caller = new ApprovalPerson(Callers.Issuer, "42", "alice@example.com");
        var other = new Approver(new ApprovalPerson(Callers.Issuer, "42", "mallory@example.com")) { Groups = ["finance-leads"] };
        var demand = SampleApprovals.Demand with { Groups = [], By = ApprovalBy.Subject };
        var own = await AddAsync(demand, approval => approval with { Id = "apr_own", Binding = "own", Subject = caller });
        var ofOthers = await AddAsync(with: approval => approval with { Subject = caller });

        Assert.That((await ApproveAsync(own, other)).Refused, Is.EqualTo(ReasonCode.ApproverNotEligible));
        Assert.That((await _desk.WithdrawAsync(own.Id, 1, other, default)).Refused, Is.EqualTo(ReasonCode.ApproverNotEligible));
        Assert.That((await _desk.FindAsync(own.Id, other, default)).Value, Is.Null);
        Assert.That((await ApproveAsync(ofOthers, other)).Refused, Is.EqualTo(ReasonCode.ApproverIsRequester));
    }

    [TestCase("client", "x")]
    [TestCase("x", "client")]
    public async Task Client_of_the_call_cannot_approve_it(string subject, string person)
    {
        var client = new Approver(new ApprovalPerson(Callers.Issuer, subject, person)) { Groups = ["finance-leads"] };

        Assert.That((await ApproveAsync(await AddAsync(), client)).Refused, Is.EqualTo(ReasonCode.ApproverIsRequester));
    }

    [Test]
    public async Task Only_the_requester_withdraws()
    {
        var approval = await AddAsync();

        Assert.That((await _desk.WithdrawAsync(approval.Id, 1, SampleApprovals.Bob, default)).Refused, Is.EqualTo(ReasonCode.ApproverNotEligible));
        Assert.That(
            (await _desk.WithdrawAsync(approval.Id, 1, new Approver(SampleApprovals.Person("alice")), default)).Approval!.Status,
            Is.EqualTo(ApprovalStatus.Withdrawn));
    }

    [Test]
    [Category("APR-13")]
    public async Task Newer_requests_of_a_greedy_client_hide_no_other()
    {
        var approval = await AddAsync();
        for (var number = 0; number < 500; number++)
        {
            var newer = SampleApprovals.Pending(_time.GetUtcNow().AddSeconds(1), $"apr_new{number}", $"binding-{number}", $"mallory-{number}");
            await _store.AddAsync(newer, new(1000, 1000), default);
        }

        var listed = await _desk.ListAsync(SampleApprovals.Bob, onlyOpen: true, default);

        Assert.That(listed.Value, Has.Count.EqualTo(501).And.Some.Property("Id").EqualTo(approval.Id));
    }

    private ApprovalDesk Desk(IApprovalStore store)
    {
        var records = new Mock<IApprovalRecorder>();
        records.Setup(recorder => recorder.TryRecordAsync(It.IsAny<ApprovalEvent>())).Callback<ApprovalEvent>(_events.Add).Returns(() => new(_canRecord));
        var options = Options.Create(new McpGuardOptions());
        var watched = new WatchedApprovalStore(store, _time, NullLogger<WatchedApprovalStore>.Instance);
        var notices = new ApprovalNotices([], options, _time, NullLogger<ApprovalNotices>.Instance);
        return new ApprovalDesk(watched, new ApprovalJournal(watched, records.Object, new ApprovalWaiters(Meters.Metrics(), _time), notices), options, _time);
    }

    private async Task<Approval> AddAsync(ApprovalDemand? demand = null, Func<Approval, Approval>? with = null)
    {
        var pending = SampleApprovals.Pending(_time.GetUtcNow()) with { Demands = [demand ?? SampleApprovals.Demand] };
        return (await _store.AddAsync(with?.Invoke(pending) ?? pending, new(5, 10), default)).Approval!;
    }

    private async Task<ApprovalResult> ApproveAsync(Approval approval, Approver approver) =>
        await _desk.ApproveAsync(approval.Id, approval.Version, approver, null, default);
}
