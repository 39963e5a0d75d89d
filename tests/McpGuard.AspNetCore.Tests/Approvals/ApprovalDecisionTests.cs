using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Approvals;

/// <summary>People decide on the pages, over HTTP.</summary>
[TestFixture]
[Category("APR-12")]
internal sealed class ApprovalDecisionTests
{
    private ApprovalSite _site = null!;

    [SetUp]
    public async Task StartAsync() => _site = await ApprovalSite.StartAsync(services: services =>
        services.AddAuthorization(options => options.AddPolicy("Managers", policy => policy.RequireClaim("level", "manager"))));

    [TearDown]
    public async Task StopAsync() => await _site.DisposeAsync();

    [Test]
    public async Task Call_that_a_person_approves_on_the_page_runs_once()
    {
        var bob = _site.SignInAt(_site.Server.Authority.Issuer, "bob", "finance-leads");
        Assert.That((await CallAsync()).ErrorCode, Is.EqualTo(40303));

        var list = await bob.OpenAsync("/approvals");
        var id = list.Text.Split("href=\"/approvals/")[1].Split('"')[0];
        var detail = await bob.OpenAsync($"/approvals/{id}");
        Assert.That(detail.Text, Does.Contain("Pays money back.").And.Contain("100").And.Contain("carol"));
        var decided = await bob.DecideAsync(id, "approve", "fine");

        Assert.That((decided.Status, decided["Location"]), Is.EqualTo((HttpStatusCode.SeeOther, $"/approvals/{id}")));
        Assert.That((await CallAsync()).Body, Does.Contain("100 to carol, run 1"));
        Assert.That((await CallAsync()).ErrorCode, Is.EqualTo(40303));
        Assert.That(_site.Runs, Is.EqualTo(1));
        Assert.That(_site.Server.Audit.Records.Single(record => record.Event == AuditEvent.ApprovalGranted).Approver!.Subject, Is.EqualTo("bob"));
    }

    [Test]
    public async Task Call_that_a_person_denies_does_not_run()
    {
        var approval = await _site.AddAsync();

        var decided = await Bob().DecideAsync(approval.Id, "deny", "no");

        Assert.That(decided.Status, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(await _site.StatusOfAsync(approval), Is.EqualTo(ApprovalStatus.Denied));
        Assert.That((await Bob().OpenAsync($"/approvals/{approval.Id}")).Text, Does.Contain("Denied").And.Contain("no").And.Not.Contain("<form"));
    }

    [Test]
    [Category("APR-5")]
    public async Task Subject_confirms_their_own_call_and_no_other_person_can()
    {
        var approval = await _site.AddAsync(pending => pending with { Demands = [SampleApprovals.Demand with { Groups = [], By = ApprovalBy.Subject }] });

        Assert.That((await Bob().DecideAsync(approval.Id, "approve")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await _site.StatusOfAsync(approval), Is.EqualTo(ApprovalStatus.Pending));

        Assert.That((await _site.SignIn("alice").DecideAsync(approval.Id, "approve")).Status, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(await _site.StatusOfAsync(approval), Is.EqualTo(ApprovalStatus.Approved));
    }

    [Test]
    public async Task Requester_withdraws_and_no_other_person_can()
    {
        var approval = await _site.AddAsync();

        var other = await Bob().DecideAsync(approval.Id, "withdraw");
        Assert.That((other.Status, await _site.StatusOfAsync(approval)), Is.EqualTo((HttpStatusCode.Forbidden, ApprovalStatus.Pending)));

        Assert.That((await _site.SignIn("alice").DecideAsync(approval.Id, "withdraw")).Status, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(await _site.StatusOfAsync(approval), Is.EqualTo(ApprovalStatus.Withdrawn));
    }

    [Test]
    [Category("APR-5")]
    public async Task Requester_sees_the_request_and_cannot_approve_it()
    {
        var approval = await _site.AddAsync();
        var alice = _site.SignIn("alice", "finance-leads");

        var page = await alice.OpenAsync($"/approvals/{approval.Id}");
        Assert.That(page.Text, Does.Contain("/withdraw").And.Not.Contain("/approve\"").And.Not.Contain("/deny\""));
        var refused = await alice.DecideAsync(approval.Id, "approve");

        Assert.That((refused.Status, await _site.StatusOfAsync(approval)), Is.EqualTo((HttpStatusCode.Forbidden, ApprovalStatus.Pending)));
        Assert.That(_site.Refusals.Single().Reason, Is.EqualTo(ReasonCode.ApproverIsRequester));
    }

    [TestCase("bob", "staff", TestName = "Person_of_another_group_gets_the_answer_for_an_unknown_request")]
    [TestCase("agent", "finance-leads", TestName = "Actor_of_the_call_gets_the_answer_for_an_unknown_request")]
    public async Task Stranger_gets_the_answer_for_an_unknown_request(string name, string group)
    {
        var approval = await _site.AddAsync();
        var own = await _site.AddAsync(pending => pending with { Id = "apr_own", Binding = "own", Subject = SampleApprovals.Person(name), Actors = [] });
        var stranger = _site.SignIn(name, group);
        var fields = (await stranger.OpenAsync($"/approvals/{own.Id}")).Fields;

        var (known, unknown) = (await stranger.OpenAsync($"/approvals/{approval.Id}"), await stranger.OpenAsync("/approvals/apr_unknown"));
        Assert.That(known.Status, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(known.Text, Is.EqualTo(unknown.Text));
        Assert.That((await stranger.OpenAsync("/approvals")).Text, Does.Not.Contain(approval.Id));
        foreach (var action in new[] { "approve", "deny", "withdraw" })
        {
            var sent = await stranger.SendAsync($"/approvals/{approval.Id}/{action}", fields);
            var other = await stranger.SendAsync($"/approvals/apr_unknown/{action}", fields);
            Assert.That((sent.Status, sent.Text), Is.EqualTo((HttpStatusCode.NotFound, other.Text)), action);
        }

        Assert.That(await _site.StatusOfAsync(approval), Is.EqualTo(ApprovalStatus.Pending));
    }

    [Test]
    public async Task Page_that_was_loaded_before_a_change_decides_nothing()
    {
        var approval = await _site.AddAsync(pending => pending with { Demands = [SampleApprovals.Demand with { Count = 2 }] });
        var seen = (await Bob().OpenAsync($"/approvals/{approval.Id}")).Fields;
        var carol = _site.SignIn("carol", "finance-leads");
        var stale = (await carol.OpenAsync($"/approvals/{approval.Id}")).Fields;
        Assert.That((await Bob().DecideAsync(approval.Id, "approve")).Status, Is.EqualTo(HttpStatusCode.SeeOther));

        var refused = await carol.SendAsync($"/approvals/{approval.Id}/approve", stale);

        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.Conflict));
        Assert.That(refused.Fields["version"], Is.EqualTo("2").And.Not.EqualTo(seen["version"]));
        Assert.That(await _site.StatusOfAsync(approval), Is.EqualTo(ApprovalStatus.Pending));
        Assert.That((await carol.DecideAsync(approval.Id, "approve")).Status, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(await _site.StatusOfAsync(approval), Is.EqualTo(ApprovalStatus.Approved));
    }

    [Test]
    public async Task Required_comment_is_required()
    {
        var approval = await _site.AddAsync(pending => pending with { Demands = [SampleApprovals.Demand with { Comment = ApprovalComment.Required }] });

        Assert.That((await Bob().OpenAsync($"/approvals/{approval.Id}")).Text, Does.Contain(" required></textarea>"));
        Assert.That((await Bob().DecideAsync(approval.Id, "approve", " \r\n ")).Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That((await Bob().DecideAsync(approval.Id, "approve", "fine")).Status, Is.EqualTo(HttpStatusCode.SeeOther));
    }

    [TestCase("level=manager", HttpStatusCode.SeeOther)]
    [TestCase("level=staff", HttpStatusCode.NotFound)]
    public async Task Authorization_policy_of_the_application_names_approvers(string claim, HttpStatusCode expected)
    {
        var approval = await _site.AddAsync(pending => pending with { Demands = [SampleApprovals.Demand with { Groups = [], Policy = "Managers" }] });
        var person = _site.Open($"iss={Callers.Issuer}|sub=bob|{claim}");

        var list = await person.OpenAsync("/approvals");
        Assert.That(list.Text.Contains(approval.Id, StringComparison.Ordinal), Is.EqualTo(expected == HttpStatusCode.SeeOther));
        var fields = (await person.OpenAsync($"/approvals/{approval.Id}")).Fields;
        Assert.That((await person.SendAsync($"/approvals/{approval.Id}/approve", fields)).Status, Is.EqualTo(expected));
    }

    [Test]
    public async Task Policy_that_the_application_does_not_have_names_no_approver()
    {
        var approval = await _site.AddAsync(pending => pending with { Demands = [SampleApprovals.Demand with { Groups = [], Policy = "Unknown" }] });
        var person = _site.Open($"iss={Callers.Issuer}|sub=bob|level=manager");

        Assert.That((await person.OpenAsync($"/approvals/{approval.Id}")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    [Category("APR-13")]
    public async Task Thirty_attempts_a_minute_are_answered()
    {
        var approval = await _site.AddAsync();
        var bob = Bob();
        for (var i = 0; i < 30; i++)
            Assert.That((await bob.SendAsync($"/approvals/{approval.Id}/approve", [])).Status, Is.EqualTo(HttpStatusCode.BadRequest));

        var refused = await bob.DecideAsync(approval.Id, "approve");

        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.TooManyRequests));
        Assert.That(int.Parse(refused["Retry-After"]!, CultureInfo.InvariantCulture), Is.InRange(50, 60));
        Assert.That((await _site.SignIn("carol", "finance-leads").DecideAsync(approval.Id, "approve")).Status, Is.EqualTo(HttpStatusCode.SeeOther));
    }

    private Browser Bob() => _site.SignIn("bob", "finance-leads");

    private Task<WireAnswer> CallAsync() =>
        WireRequest.Call("refund", """{"amount":100,"to":"carol"}""").WithToken(_site.Server.NewToken().Build()).SendAsync(_site.Server);
}
