using System.Text.Json.Nodes;
using McpGuard.Samples.Tests.Running;
using ModelContextProtocol.Protocol;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>The sample Approvals: real clients call a tool that a person has to approve, and the person decides on the page.</summary>
internal sealed class ApprovalsTests
{
    private int _orders;
    private string _order = "";
    private ApprovalWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _world = await ApprovalWorld.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _world.DisposeAsync();

    [SetUp]
    public void ForgetRecords()
    {
        _world.Audit.ReadNew();
        _order = $"A-{++_orders}";
    }

    [Test]
    [Category("APR-1")]
    public async Task Client_opens_the_page_and_its_call_returns_after_a_person_approved_it_by_the_keyboard()
    {
        await using var browser = await Chromium.StartOrIgnoreAsync();
        var opened = new List<string>();
        await using var client = await _world.ConnectAsync(opened);

        var call = client.CallToolAsync("refund", Refund()).AsTask();
        await Eventually.IsTrueAsync(() => opened.Count == 1);
        await browser.OpenAsync(opened[0]);
        await SignInByKeyboardAsync(browser);
        await browser.TabToAsync("button.approve");
        await browser.PressAsync("Enter");
        await browser.WaitForAsync("document.querySelector('.status')?.innerText.startsWith('Approved')");

        Assert.That((await call).Content.OfType<TextContentBlock>().Single().Text, Does.StartWith("Paid 40.00 euros back"));
        Assert.That(browser.Complaints, Is.Empty);
        AssertRecorded();
    }

    [Test]
    [Category("APR-12")]
    public async Task Pages_are_readable_on_a_screen_in_light_and_dark_on_a_phone_and_on_paper()
    {
        await using var browser = await Chromium.StartOrIgnoreAsync();
        var opened = new List<string>();
        await using var client = await _world.ConnectAsync(opened);
        var call = client.CallToolAsync("refund", Refund()).AsTask();
        await Eventually.IsTrueAsync(() => opened.Count == 1);

        await browser.OpenAsync($"{_world.ServerUrl}/approvals");
        await browser.WaitForAsync("document.querySelector('[name=password]')");
        await TakePicturesAsync(browser, "sign-in");
        await SignInByKeyboardAsync(browser);
        await browser.WaitForAsync("document.querySelector('.requests a')");
        await TakePicturesAsync(browser, "list");
        await browser.TabToAsync(".requests a");
        await browser.PressAsync("Enter");
        await browser.WaitForAsync("document.querySelector('button.deny')");
        await TakePicturesAsync(browser, "request");
        var fits = await browser.ReadAsync("document.documentElement.scrollWidth <= document.documentElement.clientWidth");
        Assert.That(fits, Is.EqualTo("true"), "Nothing is wider than a phone.");
        await browser.TabToAsync("button.deny");
        await browser.PressAsync("Enter");
        await browser.WaitForAsync("document.querySelector('.status')?.innerText.startsWith('Denied')");
        await TakePicturesAsync(browser, "denied");

        Assert.That((await call).IsError, Is.True);
        Assert.That(browser.Complaints, Is.Empty);
    }

    [TestCase("""{"url":{}}""", true)]
    [TestCase("{}", false)]
    [TestCase("""{"form":{}}""", false)]
    [Category("APR-1")]
    [Category("APR-2")]
    public async Task TypeScript_client_waits_for_the_approval_with_a_dialog_only_if_it_opens_pages(string elicitation, bool opensPages)
    {
        await NodeClients.RequireAsync();
        var running = NodeClients.RunAsync("client-2-modern", "refund", await EnvironmentAsync(elicitation));
        var page = await ApproveAsync();
        var seen = await running;

        Assert.That((string?)seen["results"]![0], Does.StartWith("Paid 40.00 euros back"));
        Assert.That(seen["opened"]!.AsArray().Select(address => (string?)address), Is.EqualTo(opensPages ? new[] { $"{_world.ServerUrl}{page}" } : []));
        AssertRecorded();
    }

    [TestCase("sdk-1")]
    [TestCase("client-2")]
    [Category("APR-3")]
    public async Task Older_typescript_client_is_told_what_is_awaited_and_its_identical_call_runs_later(string library)
    {
        await NodeClients.RequireAsync();
        var running = NodeClients.RunAsync(library, "refund", await EnvironmentAsync(null));
        await ApproveAsync();
        var results = (await running)["results"]!.AsArray().Select(result => (string?)result).ToArray();

        Assert.That(results[0], Does.Contain("nothing was run").And.Contain("apr_"));
        Assert.That(results[^1], Does.StartWith("Paid 40.00 euros back"));
    }

    [Test]
    [Category("APR-12")]
    public async Task Decision_that_the_end_of_a_session_interrupts_is_made_on_the_page_after_the_sign_in()
    {
        await using var client = await _world.ConnectAsync(null);
        var call = client.CallToolAsync("refund", Refund()).AsTask();
        using var before = new Visitor(_world.ServerUrl);
        await OpenRequestAsync(before, "bob");
        var page = before.Path;

        // The same form in a browser whose session is over.
        using var visitor = new Visitor(_world.ServerUrl);
        await visitor.SendAsync($"{page}/approve", before.Fields);
        Assert.That(visitor.Page, Does.Contain("Your session has ended.").And.Contain($"<a href=\"{page}\">").And.Not.Contain("refund"));
        await visitor.OpenAsync(page);
        Assert.That(visitor.Path, Does.StartWith("/sign-in?ReturnUrl="));
        await visitor.SignInAsync("bob");

        Assert.That(visitor.Path, Is.EqualTo(page));
        Assert.That(visitor.Page, Does.Contain("Waiting for a decision"));
        await visitor.SendAsync($"{page}/approve", visitor.Fields);
        Assert.That((await call).IsError, Is.Not.True);
    }

    [Test]
    [Category("APR-5")]
    public async Task Requester_sees_the_request_and_can_withdraw_it_but_not_approve_it()
    {
        await using var client = await _world.ConnectAsync(null);
        var call = client.CallToolAsync("refund", Refund()).AsTask();
        using var alice = new Visitor(_world.ServerUrl);
        await OpenRequestAsync(alice, "alice");
        var page = alice.Path;
        Assert.That(alice.Page, Does.Not.Contain("Approve this call").And.Contain("Withdraw"));

        await alice.SendAsync($"{page}/approve", alice.Fields);
        Assert.That(alice.Page, Does.Contain("You may not decide this"));
        await alice.SendAsync($"{page}/withdraw", alice.Fields);

        Assert.That((await call).IsError, Is.True);
        Assert.That(_world.Audit.ReadNew().Select(record => (string?)record["reason"]), Does.Contain("approver_not_eligible"));
    }

    private static async Task SignInByKeyboardAsync(Chromium browser)
    {
        await browser.WaitForAsync("document.activeElement?.name === 'name'");
        await browser.TypeAsync("bob");
        await browser.PressAsync("Tab");
        await browser.TypeAsync("bob-secret");
        await browser.PressAsync("Enter");
        await browser.WaitForAsync("location.pathname.startsWith('/approvals')");
    }

    // They stay in the working directory of the tests, to be looked at.
    private static async Task TakePicturesAsync(Chromium browser, string name)
    {
        await browser.TakePictureAsync(PathOf("dark"), 1280, "dark");
        await browser.TakePictureAsync(PathOf("print"), 800, media: "print");
        await browser.TakePictureAsync(PathOf("light"), 1280);
        await browser.TakePictureAsync(PathOf("narrow"), 360);
        await browser.PrintAsync(PathOf("paper", "pdf"));

        string PathOf(string kind, string extension = "png") =>
            Path.Combine(TestContext.CurrentContext.WorkDirectory, $"approvals-{name}-{kind}.{extension}");
    }

    private Dictionary<string, object?> Refund() => new() { ["order"] = _order, ["amount"] = 40 };

    private async Task<Dictionary<string, string?>> EnvironmentAsync(string? elicitation) => new()
    {
        ["MCP_URL"] = _world.Resource,
        ["MCP_TOKEN"] = await _world.TokenAsync(),
        ["MCP_ELICITATION"] = elicitation,
        ["MCP_ORDER"] = _order,
    };

    private async Task<string> ApproveAsync()
    {
        using var bob = new Visitor(_world.ServerUrl);
        await OpenRequestAsync(bob, "bob");
        var page = bob.Path;
        await bob.SendAsync($"{page}/approve", bob.Fields);
        Assert.That(bob.Page, Does.Contain("Approved"));
        return page;
    }

    private async Task OpenRequestAsync(Visitor visitor, string name)
    {
        await visitor.OpenAsync("/approvals");
        await visitor.SignInAsync(name);
        await visitor.OpenRequestAsync($"<bdi>{_order}</bdi>");
    }

    private void AssertRecorded()
    {
        JsonNode[] records = [.. _world.Audit.ReadNew().Where(record => record["approval_id"] is not null && (string?)record["reason"] != "approval_required")];
        Assert.That(
            records.Select(record => (string?)record["event"]),
            Is.EqualTo(["approval_requested", "approval_granted", "approval_used", "decision", "outcome"]));
        Assert.That(records.Select(record => (string?)record["approval_id"]).Distinct().Count(), Is.EqualTo(1));
        Assert.That(records[2..].Select(record => (string?)record["operation_id"]).Distinct().Count(), Is.EqualTo(1));
        Assert.That((string?)records[2]["approvers"]![0]!["subject"], Is.EqualTo("bob"));
        Assert.That(AuditVerifier.Verify(_world.Audit.Directory).Verdict, Is.EqualTo(AuditVerdict.Consistent));
    }
}
