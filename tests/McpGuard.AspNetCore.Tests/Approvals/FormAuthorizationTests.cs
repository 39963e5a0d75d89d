using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Approvals;

/// <summary>The sender of a form meets the authorization of the pages, and a session that has ended does not lead a form to another site.</summary>
[TestFixture]
[Category("APR-12")]
internal sealed class FormAuthorizationTests
{
    private ApprovalSite _site = null!;
    private Approval _approval = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _site = await ApprovalSite.StartAsync(
            services: services => services.AddAuthorization(options => options.AddPolicy("Staff", policy => policy.RequireClaim("staff", "yes"))),
            pages: pages => pages.RequireAuthorization("Staff"));
        _approval = await _site.AddAsync();
    }

    [TearDown]
    public async Task StopAsync() => await _site.DisposeAsync();

    [TestCase("approve")]
    [TestCase("deny")]
    [TestCase("withdraw")]
    public async Task Person_who_does_not_meet_the_policy_of_the_pages_decides_nothing(string action)
    {
        var fields = (await Staff().OpenAsync(Path)).Fields;

        var page = await _site.SignIn("bob", "finance-leads").SendAsync($"{Path}/{action}", fields);

        Assert.That((page.Status, await _site.StatusOfAsync(_approval)), Is.EqualTo((HttpStatusCode.Forbidden, ApprovalStatus.Pending)));
        Assert.That(page.Text, Does.Not.Contain("refund"));
    }

    [Test]
    public async Task Person_who_meets_it_decides()
    {
        var staff = Staff();

        await staff.SendAsync($"{Path}/approve", (await staff.OpenAsync(Path)).Fields);

        Assert.That(await _site.StatusOfAsync(_approval), Is.EqualTo(ApprovalStatus.Approved));
    }

    [TestCase("approve")]
    [TestCase("deny")]
    [TestCase("withdraw")]
    public async Task Person_whose_session_has_ended_gets_a_link_to_the_request_and_no_redirect(string action)
    {
        var fields = (await Staff().OpenAsync(Path)).Fields;

        var page = await _site.Open(null).SendAsync($"{Path}/{action}", fields);

        Assert.That((page.Status, page["Location"]), Is.EqualTo((HttpStatusCode.Unauthorized, (string?)null)));
        Assert.That(page.Text, Does.Contain("Your session has ended.").And.Contain($"<a href=\"{Path}\">").And.Not.Contain("refund"));
        Assert.That(page["Content-Security-Policy"], Does.Contain("form-action 'self'"));
        Assert.That(await _site.StatusOfAsync(_approval), Is.EqualTo(ApprovalStatus.Pending));
    }

    private string Path => $"/approvals/{_approval.Id}";

    private Browser Staff() => _site.Open($"iss={Callers.Issuer}|sub=bob|groups=finance-leads|staff=yes");
}
