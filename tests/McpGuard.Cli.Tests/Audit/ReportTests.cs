using McpGuard.Cli.Tests.Running;

namespace McpGuard.Cli.Tests.Audit;

[TestFixture]
internal sealed class ReportTests
{
    private TestLog _log = null!;

    [SetUp]
    public void SetUp() => _log = new TestLog();

    [TearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public async Task Page_tells_of_a_real_server()
    {
        await GuardedLog.WriteAsync(
            _log,
            ("alice", "agent-1", "notes:read", "notes_read"),
            ("alice", "agent-1", "notes:read", "notes_write"),
            ("bob", "agent-2", "notes:write", "notes_write"));

        var (run, page) = await ReportAsync("--key", _log.Key);

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(page, Does.Contain("The log is intact.").And.Contain("https://server.example/mcp"));
        Assert.That(
            page,
            Does.Contain("<bdi>alice</bdi>").And.Contain("<bdi>agent-2</bdi>").And.Contain(
                "<code>scope_insufficient</code>").And.Contain("guard_started").And.Contain("guard_stopped"));
        Assert.That(page, Does.Contain("Requests that need an approval"));
        Assert.That(page, Does.Contain("<dt>Privileged calls</dt><dd>0</dd>"));
    }

    [Test]
    public async Task Call_is_privileged_by_its_recorded_demand_or_a_named_scope_and_not_by_the_spelling_of_a_scope()
    {
        await _log.WriteAsync([
            Sample.Decision(1), Sample.Decision(2, scope: "notes:write"), Sample.Decision(3, scope: "notes:Admin"),
            Sample.Decision(4, target: "refund") with { ApprovalId = "apr_1" },
            Sample.Decision(5, target: "refund", effect: AuditEffect.Deny, reason: ReasonCode.ApprovalsExceeded) with
            {
                Facts = [new AccessFact("declaration", "approval", "1 of groups leads, by others", false)],
            },
        ]);

        Assert.That((await ReportAsync()).Page, Does.Contain("<dt>Privileged calls</dt><dd>2</dd>"));
        Assert.That(
            (await ReportAsync("--privileged", "notes:read", "other")).Page,
            Does.Contain("<dt>Privileged calls</dt><dd>3</dd>").And.Contain("need an approval, or one of the scopes notes:read, other"));
        Assert.That((await ReportAsync("--privileged", "notes:Admin")).Page, Does.Contain("<dt>Privileged calls</dt><dd>3</dd>"));
    }

    [Test]
    public async Task Approvals_are_shown_with_who_decided_for_whom()
    {
        await _log.WriteAsync(Sample.Approved(1));

        var page = (await ReportAsync()).Page;

        Assert.That(page, Does.Contain("<h2 id=\"approvals-title\">Approvals</h2>"));
        Assert.That(page, Does.Contain("<td><bdi>bob</bdi></td><td><bdi>alice</bdi></td><td><code><bdi>refund</bdi></code></td>\n<td class=\"number\">1</td>"));
        Assert.That(page, Does.Contain("approved by bob, 1 of 1 votes, apr_1"));
        var events = page[page.IndexOf("id=\"events\"", StringComparison.Ordinal)..];
        Assert.That(events, Does.Not.Contain("approval_granted"), "An approval is not an event of the guard itself.");
    }

    [Test]
    public async Task Gateways_are_listed_with_their_proof()
    {
        AuditGateway[] both = [new("litellm", AuditGatewayProof.Signature, "https://llm.example"), new("<b>pomerium", AuditGatewayProof.None, "llm.example")];
        await _log.WriteAsync(
            [
                Sample.Decision(1) with { Gateways = both },
                Sample.Decision(2, effect: AuditEffect.Deny, reason: ReasonCode.ScopeInsufficient) with { Gateways = both[..1] },
            ]);

        var page = (await ReportAsync()).Page;

        Assert.That(
            page,
            Does.Contain("<bdi>litellm</bdi>").And.Contain("its signature was verified").And.Contain("nothing proves it").And.Not.Contain("<b>pomerium"));
        Assert.That(page, Does.Contain("""<td class="number">1</td><td class="number">0</td><td class="number">1</td>""").And.Contain("&lt;b&gt;pomerium"));
    }

    [Test]
    public async Task Callers_who_named_nothing_are_counted_too()
    {
        await _log.WriteAsync([Sample.Decision(1), Sample.Decision(2, subject: "bob", target: null!, actor: "agent-2")]);

        Assert.That(
            (await ReportAsync()).Page,
            Does.Contain("<dt>Subjects</dt><dd>2</dd>").And.Contain("<dt>Actor chains</dt><dd>2</dd>").And.Contain(
                "<dt>Tools and other targets</dt><dd>1</dd>"));
    }

    [Test]
    public async Task Report_names_the_place_where_the_log_was_changed()
    {
        await _log.WriteAsync([Sample.Decision(1), Sample.Decision(2)]);
        _log.Edit(0, text => text.Replace("\"alice\"", "\"mallory\"", StringComparison.Ordinal));

        var (run, page) = await ReportAsync("--key", _log.Key);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(page, Does.Contain("The log is not intact.").And.Contain("line_changed").And.Not.Contain("The log is intact."));
    }

    [Test]
    public async Task Without_a_key_the_report_does_not_call_signatures_valid()
    {
        await _log.WriteAsync([Sample.Decision(1)]);

        var (run, page) = await ReportAsync();

        Assert.That(run.ExitCode, Is.Zero);
        Assert.That(page, Does.Contain("its signatures were not checked").And.Not.Contain("The log is intact."));
    }

    [Test]
    public async Task Filters_are_stated()
    {
        await _log.WriteAsync([Sample.Decision(1), Sample.Decision(2, subject: "bob")]);

        var (_, page) = await ReportAsync("--who", "bob", "--from", "2026-11-01");

        Assert.That(
            page, Does.Contain("<code>subject</code> is <bdi>bob</bdi>").And.Contain("<code>from</code> is <bdi>2026-11-01</bdi>").And.Not.Contain("alice"));
    }

    [Test]
    public async Task Events_of_the_guard_and_of_the_log_are_listed()
    {
        await _log.WriteAsync(
            [Sample.Happened(1, AuditEvent.PolicyRefused, "9f3ac1d2"), Sample.Happened(2, AuditEvent.RecordsLost), Sample.Happened(3, AuditEvent.KeysChanged)]);
        await File.AppendAllTextAsync(_log.Segments[0], "{\"torn");
        await _log.WriteAsync([Sample.Happened(4, AuditEvent.PolicyLoaded, "aa11")]);

        var (_, page) = await ReportAsync("--key", _log.Key);

        Assert.That(
            page,
            Does.Contain("policy 9f3ac1d2").And.Contain("12 records lost by OpenTelemetry").And.Contain("2026-11 2026-12").And.Contain(
                "6 bytes at the end of segment 1 are not part of the log"));
    }

    [Test]
    public async Task Lists_are_cut_with_a_note()
    {
        await _log.WriteAsync(Enumerable.Range(1, 6000).Select(
            number => Sample.Decision(number, subject: $"person-{number}", effect: AuditEffect.Deny, reason: ReasonCode.OutsideHours, scope: "notes:write")));

        var (_, page) = await ReportAsync();

        Assert.That(
            page,
            Does.Contain("The last 100 of 6,000.").And.Contain(
                "The 100 most frequent of 5,000 combinations.").And.Contain("1,000 decisions belong to the others"));
        Assert.That(page, Does.Contain("<dt>Denied</dt><dd>6,000</dd>"));
        Assert.That(page.Length, Is.LessThan(300_000));
    }

    [Test]
    public async Task Log_without_a_request_has_a_page_too()
    {
        await _log.WriteAsync([Sample.Happened(1, AuditEvent.GuardStopped)]);

        Assert.That((await ReportAsync("--who", "nobody")).Page, Does.Contain("There is no entry to report.").And.Contain("Nothing was denied."));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task Page_is_for_its_owner_only()
    {
        await _log.WriteAsync([Sample.Decision(1)]);
        await ReportAsync();

        Assert.That(
            OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(_log.PathOf("report.html")),
            Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    private async Task<(Mcpguard Run, string Page)> ReportAsync(params string[] arguments)
    {
        var path = _log.PathOf("report.html");
        var run = await Mcpguard.RunAsync(["audit", "report", _log.Directory, "-o", path, .. arguments]);
        return (run, await File.ReadAllTextAsync(path));
    }
}
