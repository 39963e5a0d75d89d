using McpGuard.Samples.Tests.Running;
using ModelContextProtocol.Protocol;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>Approvers sign in at an OpenID provider that this project did not write, and come back to the request that they opened.</summary>
[Category("APR-12")]
internal sealed class ExternalSignInTests
{
    [Test]
    public async Task Approver_whose_session_ends_before_the_decision_comes_back_from_the_provider_to_the_request_and_decides()
    {
        await using var browser = await Chromium.StartOrIgnoreAsync();
        await using var world = await SignInWorld.StartAsync();
        world.Server.Wire.Token = world.Server.Token("dave");
        var approval = await world.Server.OpenAsync();
        await browser.OpenAsync($"{world.Url}/approvals/{approval.Id}");
        await browser.WaitForAsync("document.querySelector('button.approve')");

        world.EndSession();
        await PressAsync(browser, "button.approve");
        await browser.WaitForAsync("document.querySelector('.refused')?.innerText.includes('Your session has ended.')");
        Assert.That((await world.Server.FindAsync(approval.Id)).Status, Is.EqualTo(ApprovalStatus.Pending));
        await PressAsync(browser, "main a");
        await browser.WaitForAsync("document.querySelector('button.approve')");
        Assert.That(await browser.ReadAsync("location.pathname"), Is.EqualTo($"/approvals/{approval.Id}"));
        await PressAsync(browser, "button.approve");
        await browser.WaitForAsync("document.querySelector('.status')?.innerText.startsWith('Approved')");

        Assert.That((await world.Server.CallOldAsync()) is JsonRpcResponse, Is.True);
        Assert.That(world.Server.Runs, Is.EqualTo(1));
    }

    [Test]
    [Category("APR-5")]
    public async Task Requester_who_signs_in_at_the_provider_cannot_approve()
    {
        await using var world = await SignInWorld.StartAsync();
        var approval = await world.Server.OpenAsync();
        using var alice = new Visitor(world.Url);

        await alice.OpenAsync($"/approvals/{approval.Id}");
        Assert.That(alice.Page, Does.Contain("Withdraw").And.Not.Contain("Approve this call"));
        await alice.SendAsync($"/approvals/{approval.Id}/approve", alice.Fields);

        Assert.That(alice.Page, Does.Contain("Nothing was decided. The call is made on your behalf"));
        Assert.That((await world.Server.FindAsync(approval.Id)).Status, Is.EqualTo(ApprovalStatus.Pending));
    }

    // ASP.NET's handler removes the claim, so the options have to name the issuer.
    [Test]
    [Category("APR-5")]
    public async Task Person_whose_issuer_is_unknown_decides_nothing_and_is_told_of_the_setting()
    {
        await using var world = await SignInWorld.StartAsync(knowsTheIssuer: false);
        world.Server.Wire.Token = world.Server.Token("dave");
        var approval = await world.Server.OpenAsync();
        using var alice = new Visitor(world.Url);

        await alice.OpenAsync("/approvals");

        Assert.That(alice.Page, Does.Contain("Approvals:SignIn").And.Not.Contain(approval.Id));
    }

    private static async Task PressAsync(Chromium browser, string selector)
    {
        await browser.TabToAsync(selector);
        await browser.PressAsync("Enter");
    }
}
