using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;

namespace McpGuard.AspNetCore.Tests.Approvals;

/// <summary>An approval is for the endpoint of its call. Another one may serve the same tool for other data.</summary>
[TestFixture]
[Category("APR-3")]
internal sealed class EndpointApprovalTests
{
    private const string Tickets = "https://mcp.example.com/tickets";
    private const string Call =
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"refund","arguments":{"amount":100,"to":"carol"}}}""";

    [Test]
    public async Task Approval_for_one_endpoint_runs_nothing_at_another()
    {
        await using var site = await ApprovalSite.StartAsync(
            options => options.Endpoints["tickets"] = new EndpointOptions { Resource = Tickets },
            app: app => app.MapMcp("/tickets").RequireMcpGuard("tickets"));
        var bob = site.SignInAt(site.Server.Authority.Issuer, "bob", "finance-leads");
        Assert.That((await CallAsync(site, "/tickets")).ErrorCode, Is.EqualTo(40303));
        var page = await bob.OpenAsync("/approvals");
        var id = page.Text.Split("href=\"/approvals/")[1].Split('"')[0];
        Assert.That((await bob.OpenAsync($"/approvals/{id}")).Text, Does.Contain(Tickets).And.Not.Contain(GuardedWebServer.Resource));
        await bob.DecideAsync(id, "approve");

        Assert.That(((await CallAsync(site, "/mcp")).ErrorCode, site.Runs), Is.EqualTo((40303, 0)));

        Assert.That((await CallAsync(site, "/tickets")).Body, Does.Contain("100 to carol, run 1"));
        Assert.That(
            site.Server.Audit.Records.Where(record => record.Event == AuditEvent.ApprovalUsed).Select(record => record.Resource), Is.EqualTo([Tickets]));
    }

    // The token is good at both.
    private static Task<WireAnswer> CallAsync(ApprovalSite site, string path) => new WireRequest(Call, path: path)
        .WithToken(site.Server.NewToken().With("aud", new JsonArray(GuardedWebServer.Resource, Tickets)).Build()).SendAsync(site.Server);
}
