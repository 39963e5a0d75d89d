using System.Net;

namespace McpGuard.AspNetCore.Tests.Approvals;

/// <summary>A server on a stream has no pages. People decide on those of an application that shares its folder.</summary>
[TestFixture]
[Category("APR-12")]
internal sealed class SharedFolderTests
{
    private static readonly string _key = Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(value => (byte)value)]);

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("mcpguard-approvals-");

    [TearDown]
    public void TearDown() => _folder.Delete(recursive: true);

    [TestCase(false)]
    [TestCase(true)]
    public async Task Call_at_the_server_runs_after_a_person_approved_it_on_a_page_of_the_application(bool isSealed)
    {
        await using var server = new RefundServer(options => Share(options, isSealed ? _key : null));
        await using var site = await ApprovalSite.StartAsync(options => Share(options, isSealed ? _key : null));
        var pending = await server.OpenAsync();

        var decided = await Bob(site, server).DecideAsync(pending.Id, "approve");

        Assert.That(decided.Status, Is.EqualTo(HttpStatusCode.SeeOther));
        Assert.That(((await server.CallOldAsync()).IsResult(), server.Runs), Is.EqualTo((true, 1)));
        Assert.That(site.Server.Audit.Records.Select(record => record.Event), Is.EqualTo([AuditEvent.ApprovalGranted]));
        Assert.That(server.Events, Is.EqualTo(["ApprovalRequested", "Decision ApprovalRequired", "ApprovalUsed", "Decision Allowed", "Outcome Succeeded"]));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Application_without_the_key_of_the_server_decides_nothing(bool hasOther)
    {
        await using var server = new RefundServer(options => Share(options, _key));
        await using var site = await ApprovalSite.StartAsync(options => Share(options, hasOther ? Convert.ToBase64String(new byte[32]) : null));
        var pending = await server.OpenAsync();

        await Bob(site, server).DecideAsync(pending.Id, "approve");

        Assert.That((await server.CallOldAsync()).IsResult(), Is.False);
        Assert.That(server.Runs, Is.Zero);
    }

    private static Browser Bob(ApprovalSite site, RefundServer server) => site.SignInAt(server.Wire.Authority.Issuer, "bob", "finance-leads");

    private void Share(McpGuardOptions options, string? key)
    {
        options.StateKey = key;
        options.Approvals.Directory = _folder.FullName;
    }
}
