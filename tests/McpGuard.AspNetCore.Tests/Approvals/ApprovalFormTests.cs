using System.Net;

namespace McpGuard.AspNetCore.Tests.Approvals;

/// <summary>Only a form that a page gave to this person decides.</summary>
[TestFixture]
[Category("APR-12")]
internal sealed class ApprovalFormTests
{
    private ApprovalSite _site = null!;
    private Approval _approval = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _site = await ApprovalSite.StartAsync();
        _approval = await _site.AddAsync();
    }

    [TearDown]
    public async Task StopAsync() => await _site.DisposeAsync();

    [TestCase("approve")]
    [TestCase("deny")]
    public async Task Form_without_the_antiforgery_token_decides_nothing(string action)
    {
        var bob = Bob();
        var version = (await bob.OpenAsync(Path)).Fields["version"];

        await AssertRefusedAsync(await bob.SendAsync($"{Path}/{action}", new Dictionary<string, string> { ["version"] = version }));
    }

    [Test]
    public async Task Withdrawal_without_the_antiforgery_token_changes_nothing()
    {
        var alice = _site.SignIn("alice");
        await alice.OpenAsync(Path);

        await AssertRefusedAsync(await alice.SendAsync($"{Path}/withdraw", new Dictionary<string, string> { ["version"] = "1" }));
    }

    [Test]
    public async Task Antiforgery_token_of_another_person_decides_nothing()
    {
        var bob = Bob();
        await bob.OpenAsync(Path);
        var foreign = (await _site.SignIn("carol", "finance-leads").OpenAsync(Path)).Fields;

        await AssertRefusedAsync(await bob.SendAsync($"{Path}/approve", foreign));
    }

    [Test]
    public async Task Token_without_its_cookie_decides_nothing()
    {
        var fields = (await Bob().OpenAsync(Path)).Fields;

        await AssertRefusedAsync(await Bob().SendAsync($"{Path}/approve", fields));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("one")]
    [TestCase("+1")]
    [TestCase("-1")]
    public async Task Form_without_the_version_that_was_shown_decides_nothing(string? version)
    {
        var bob = Bob();
        var fields = (await bob.OpenAsync(Path)).Fields;
        fields.Remove("version");
        if (version is not null)
            fields["version"] = version;

        await AssertRefusedAsync(await bob.SendAsync($"{Path}/approve", fields));
    }

    // An application may accept access tokens as a sign-in, and an agent has one.
    [TestCase("Bearer eyJ")]
    [TestCase("bearer eyJ")]
    [TestCase("DPoP eyJ")]
    [Category("APR-5")]
    public async Task Access_token_opens_no_page_and_decides_nothing(string credential)
    {
        var (bob, path) = (_site.SignIn("bob", "finance-leads"), $"/approvals/{_approval.Id}");
        using var form = new FormUrlEncodedContent((await bob.OpenAsync(path)).Fields);

        var page = await bob.OpenAsync(path, ("Authorization", credential));
        var decided = await bob.SendAsync($"{path}/approve", form, ("Authorization", credential));

        Assert.That((page.Status, decided.Status), Is.EqualTo((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)));
        Assert.That(page.Text, Does.Contain("access tokens").And.Not.Contain("refund"));
        Assert.That(await _site.StatusOfAsync(_approval), Is.EqualTo(ApprovalStatus.Pending));
    }

    // As Windows signs in.
    [Test]
    public async Task Other_credential_of_a_browser_opens_the_page() =>
        Assert.That(
            (await _site.SignIn("bob", "finance-leads").OpenAsync($"/approvals/{_approval.Id}", ("Authorization", "Negotiate YII="))).Text,
            Does.Contain("Approve this call"));

    [Test]
    public async Task Form_with_two_versions_decides_nothing()
    {
        var bob = Bob();
        var fields = (await bob.OpenAsync(Path)).Fields;

        await AssertRefusedAsync(await bob.SendAsync($"{Path}/approve", [.. fields, new("version", "1")]));
    }

    [Test]
    public async Task Form_of_another_media_type_decides_nothing()
    {
        var bob = Bob();
        var fields = (await bob.OpenAsync(Path)).Fields;
        using var parts = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
            parts.Add(new StringContent(value), name);

        await AssertRefusedAsync(await bob.SendAsync($"{Path}/approve", parts));
    }

    [TestCase(501)]
    [TestCase(9 * 1024)]
    [TestCase(100 * 1024)]
    public async Task Comment_that_is_too_long_decides_nothing(int length)
    {
        var bob = Bob();
        var fields = (await bob.OpenAsync(Path)).Fields;

        await AssertRefusedAsync(await bob.SendAsync($"{Path}/approve", [.. fields, new("comment", new string('x', length))]));
    }

    [Test]
    public async Task Longest_comment_is_kept()
    {
        var comment = $"{new string('é', 249)}\r\n{new string('€', 250)}";

        Assert.That((await Bob().DecideAsync(_approval.Id, "deny", comment)).Status, Is.EqualTo(HttpStatusCode.SeeOther));
    }

    [TestCase("approve")]
    [TestCase("deny")]
    [TestCase("withdraw")]
    public async Task Get_changes_nothing_and_leads_to_the_page(string action)
    {
        var page = await Bob().OpenAsync($"{Path}/{action}?version=1");

        Assert.That((page.Status, page["Location"]), Is.EqualTo((HttpStatusCode.SeeOther, Path)));
        Assert.That(await _site.StatusOfAsync(_approval), Is.EqualTo(ApprovalStatus.Pending));
    }

    private string Path => $"/approvals/{_approval.Id}";

    private Browser Bob() => _site.SignIn("bob", "finance-leads");

    private async Task AssertRefusedAsync(WebPage page)
    {
        Assert.That((page.Status, await _site.StatusOfAsync(_approval)), Is.EqualTo((HttpStatusCode.BadRequest, ApprovalStatus.Pending)));
        Assert.That(page.Text, Does.Contain("Nothing was decided."));
        Assert.That(_site.Refusals.Single().Reason, Is.EqualTo(ReasonCode.FormInvalid));
    }
}
