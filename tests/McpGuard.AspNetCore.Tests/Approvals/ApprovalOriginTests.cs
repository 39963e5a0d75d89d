using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Approvals;

/// <summary>Scripts of other sites read no page, also if the application lets each origin send its cookies.</summary>
[TestFixture]
[Category("APR-12")]
internal sealed class ApprovalOriginTests
{
    private const string Other = "https://evil.example";

    private ApprovalSite _site = null!;
    private Approval _approval = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _site = await ApprovalSite.StartAsync(
            services: services => services.AddCors(cors => cors.AddDefaultPolicy(policy =>
                policy.SetIsOriginAllowed(_ => true).AllowAnyHeader().AllowAnyMethod().AllowCredentials())),
            app: app => app.UseCors());
        _approval = await _site.AddAsync();
    }

    [TearDown]
    public async Task StopAsync() => await _site.DisposeAsync();

    [TestCase("")]
    [TestCase("/{id}")]
    public async Task Script_that_names_its_origin_reads_nothing(string path) => AssertEmpty(await Bob().OpenAsync(PathOf(path), ("Origin", Other)));

    [TestCase("cors")]
    [TestCase("no-cors")]
    [TestCase("same-origin")]
    [TestCase("Navigate")]
    public async Task Script_of_a_browser_reads_nothing(string mode) => AssertEmpty(await Bob().OpenAsync(PathOf("/{id}"), ("Sec-Fetch-Mode", mode)));

    [Test]
    public async Task Person_who_opens_the_page_reads_it() =>
        Assert.That((await Bob().OpenAsync(PathOf("/{id}"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Site", "cross-site"))).Text, Does.Contain("refund"));

    [TestCase("cors")]
    [TestCase(null)]
    public async Task Form_of_a_script_decides_nothing_and_its_answer_says_nothing(string? mode)
    {
        using var form = new FormUrlEncodedContent([new("version", "1")]);

        (string, string)[] modes = mode is null ? [] : [("Sec-Fetch-Mode", mode)];
        var page = await Bob().SendAsync(PathOf("/{id}/approve"), form, [("Origin", Other), .. modes]);

        Assert.That(page.Status, Is.EqualTo(mode is null ? HttpStatusCode.BadRequest : HttpStatusCode.Forbidden));
        Assert.That(page.Text, Does.Not.Contain("refund").And.Not.Contain("amount").And.Not.Contain("RequestVerificationToken"));
        Assert.That(await _site.StatusOfAsync(_approval), Is.EqualTo(ApprovalStatus.Pending));
    }

    private Browser Bob() => _site.SignIn("bob", "finance-leads");

    private string PathOf(string path) => $"/approvals{path.Replace("{id}", _approval.Id, StringComparison.Ordinal)}";

    private static void AssertEmpty(WebPage page)
    {
        Assert.That(page.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(page.Text, Does.Not.Contain("refund").And.Not.Contain("apr_"));
    }
}
