using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Approvals;

/// <summary>Operators and approvers learn of approvals: by notices, metrics and the health of the store.</summary>
[TestFixture]
internal sealed class ApprovalNoticeTests
{
    private BreakableApprovalStore _store = null!;
    private CollectingNotifier _notifier = null!;
    private GuardedTestServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _store = new();
        _notifier = new();
        _server = await GuardedTestServer.StartAsync(Configure);
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Each_change_has_a_notice_without_arguments_and_a_count()
    {
        using var events = Collect<long>("mcpguard.approval.events");
        using var waits = Collect<double>("mcpguard.approval.wait.duration");
        await using var client = await _server.ConnectAsync();

        await client.RefusalAsync("refund", new Dictionary<string, object?> { ["amount"] = 100 });
        await ApproveAsync();
        await client.CallToolAsync("refund", new Dictionary<string, object?> { ["amount"] = 100 });

        await Eventually.IsTrueAsync(() => _notifier.Notices.Count == 3);
        Assert.That(
            _notifier.Notices.Select(notice => notice.Event),
            Is.EqualTo([AuditEvent.ApprovalRequested, AuditEvent.ApprovalGranted, AuditEvent.ApprovalUsed]));
        Assert.That(_notifier.Notices.Select(notice => notice.Link!.AbsoluteUri), Is.All.StartsWith("https://server.example/approvals/apr_"));
        Assert.That(
            events.GetMeasurementSnapshot().Select(measured => measured.Tags["mcpguard.approval.event"]),
            Is.EqualTo(["approval_requested", "approval_granted", "approval_used"]));
        Assert.That(waits.GetMeasurementSnapshot().Single().Tags["mcpguard.approval.event"], Is.EqualTo("approval_granted"));
    }

    [Test]
    public async Task Notifier_that_throws_affects_no_call()
    {
        _notifier.Fails = true;
        await using var client = await _server.ConnectAsync();

        await client.RefusalAsync("refund", new Dictionary<string, object?> { ["amount"] = 100 });
        await ApproveAsync();

        Assert.That((await client.CallToolAsync("refund", new Dictionary<string, object?> { ["amount"] = 100 })).TextOf(), Is.EqualTo("100"));
    }

    [Test]
    public async Task Number_of_waiting_approvals_is_measured()
    {
        using var pending = Collect<int>("mcpguard.approval.pending");
        await using var client = await _server.ConnectAsync();
        await client.RefusalAsync("refund", new Dictionary<string, object?> { ["amount"] = 100 });

        await _server.Services.GetRequiredService<ApprovalGate>().SweepAsync(default);
        pending.RecordObservableInstruments();

        Assert.That(pending.LastMeasurement!.Value, Is.EqualTo(1));
    }

    [Test]
    public async Task Store_without_an_answer_is_unhealthy_until_it_answers()
    {
        await using var client = await _server.ConnectAsync();
        _store.Broken = nameof(IApprovalStore.FindByBindingAsync);
        await client.RefusalAsync("refund", new Dictionary<string, object?> { ["amount"] = 100 });

        var entry = await CheckAsync();
        Assert.That((entry.Status, entry.Data["store of approvals"]), Is.EqualTo((HealthStatus.Unhealthy, (object)"IOException")));

        _store.Broken = null;
        await client.RefusalAsync("refund", new Dictionary<string, object?> { ["amount"] = 100 });
        Assert.That((await CheckAsync()).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    private void Configure(IMcpServerBuilder mcp)
    {
        mcp.WithTools([McpServerTool.Create([AllowAnyCaller, RequireApproval("finance-leads")] (int amount) => $"{amount}", new() { Name = "refund" })])
            .WithApprovalStore(_ => _store).WithApprovalNotifier(_ => _notifier);
        mcp.Services.AddHealthChecks().AddMcpGuard();
        mcp.Services.Configure<McpGuardOptions>(options =>
        {
            options.Approvals.Address = "https://server.example/approvals";
            options.Approvals.Hold = TimeSpan.Zero;
            options.Approvals.MaxHoldRounds = 0;
        });
    }

    private async Task<HealthReportEntry> CheckAsync() =>
        (await _server.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries[McpGuardDefaults.HealthCheck];

    private async Task ApproveAsync()
    {
        var desk = _server.Services.GetRequiredService<ApprovalDesk>();
        var lead = new Approver(new ApprovalPerson(_server.Authority.Issuer, "bob", "bob")) { Groups = ["finance-leads"] };
        var pending = (await desk.ListAsync(lead, onlyOpen: true, default)).Value!.Single();
        await desk.ApproveAsync(pending.Id, pending.Version, lead, null, default);
    }

    private MetricCollector<T> Collect<T>(string instrument) where T : struct =>
        new(_server.Services.GetRequiredService<IMeterFactory>(), McpGuardDefaults.Meter, instrument);

    private sealed class CollectingNotifier : IApprovalNotifier
    {
        public ConcurrentQueue<ApprovalNotice> Notices { get; } = new();

        public bool Fails { get; set; }

        public ValueTask NotifyAsync(ApprovalNotice notice, CancellationToken cancellationToken)
        {
            if (Fails)
                throw new IOException("There is no mail server.");

            Notices.Enqueue(notice);
            return ValueTask.CompletedTask;
        }
    }
}
