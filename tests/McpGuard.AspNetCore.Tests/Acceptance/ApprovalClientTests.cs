using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>The official C# client calls a tool that a person has to approve, over HTTP.</summary>
[Category("APR-1")]
internal sealed class ApprovalClientTests
{
    private static readonly Dictionary<string, object?> _arguments = new() { ["amount"] = 100 };

    private int _runs;
    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _runs = 0;
        _server = await GuardedWebServer.StartAsync(
            options => options.Approvals.Address = "https://mcp.example.com/approvals",
            mcp => mcp.WithTools([Asking(), McpServerTool.Create(
                [RequireScope("files:read"), RequireApproval("finance-leads")] (int amount) =>
                    $"{amount}, run {Interlocked.Increment(ref _runs)}", new() { Name = "refund" })]));
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Client_that_opens_pages_gets_one_dialog_and_then_the_result()
    {
        var opened = new List<ElicitRequestParams>();
        await using var client = await ConnectAsync("2026-07-28", new ElicitationCapability { Url = new() }, opened);

        var call = client.CallToolAsync("refund", _arguments);
        var approval = await ApproveHeldAsync();

        Assert.That((await call).TextOf(), Is.EqualTo("100, run 1"));
        Assert.That(opened.Single(), Has.Property("Mode").EqualTo("url").And.Property("Url").EqualTo($"https://mcp.example.com/approvals/{approval.Id}"));
        Assert.That(opened.Single().Message, Does.Not.Contain("100"));
        Assert.That(Events(), Is.EqualTo(
        [
            "ApprovalRequested", "Decision ApprovalRequired", "ApprovalGranted", "ApprovalUsed", "Decision Allowed", "Outcome Succeeded",
        ]));
    }

    [Test]
    [Category("APR-2")]
    public async Task Client_with_forms_only_gets_no_dialog_and_the_result()
    {
        var opened = new List<ElicitRequestParams>();
        await using var client = await ConnectAsync("2026-07-28", new ElicitationCapability { Form = new() }, opened);

        var call = client.CallToolAsync("refund", _arguments);
        await ApproveHeldAsync();

        Assert.That((await call).TextOf(), Is.EqualTo("100, run 1"));
        Assert.That(opened, Is.Empty);
    }

    [TestCase("2025-11-25")]
    [TestCase("2025-06-18")]
    [Category("APR-3")]
    public async Task Older_client_gets_a_result_with_the_approval_request_and_runs_the_same_call_once_later(string version)
    {
        // Also if it could be asked: what an old session is asked, its client would not come back with.
        var opened = new List<ElicitRequestParams>();
        await using var client = await ConnectAsync(version, new ElicitationCapability { Form = new(), Url = new() }, opened);

        var refused = await client.RefusalAsync("refund", _arguments);
        Assert.That((refused.CodeOf(), opened.Count), Is.EqualTo((40303, 0)));
        await ApproveAsync();

        Assert.That((await client.CallToolAsync("refund", _arguments)).TextOf(), Is.EqualTo("100, run 1"));
        Assert.That((await client.RefusalAsync("refund", _arguments)).CodeOf(), Is.EqualTo(40303));
        Assert.That(_runs, Is.EqualTo(1));
    }

    [Test]
    [Category("APR-4")]
    public async Task Of_many_equal_calls_after_one_approval_one_runs()
    {
        await using var client = await ConnectAsync("2025-11-25", null, []);
        await client.RefusalAsync("refund", _arguments);
        await ApproveAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.CallToolAsync("refund", _arguments).AsTask()));

        Assert.That((_runs, results.Count(result => result.IsError is not true)), Is.EqualTo((1, 1)));
        Assert.That(_server.Audit.Decisions.Count(record => record.Reason == ReasonCode.ApprovalUsed), Is.EqualTo(49));
    }

    [Test]
    [Category("APR-9")]
    public async Task Tool_that_asks_its_user_after_the_approval_needs_no_other_and_the_next_call_does()
    {
        await using var client = await ConnectAsync("2026-07-28", new ElicitationCapability { Form = new() }, []);

        var call = client.CallToolAsync("asking", _arguments);
        await ApproveHeldAsync();
        Assert.That((await call).TextOf(), Is.EqualTo("mine 100, run 1"));

        var next = client.CallToolAsync("asking", new Dictionary<string, object?> { ["amount"] = 101 });
        await ApproveHeldAsync();
        Assert.That((await next).TextOf(), Is.EqualTo("mine 101, run 2"));
        Assert.That(_server.Audit.Records.Count(record => record.Event == AuditEvent.ApprovalUsed), Is.EqualTo(2));
    }

    [Test]
    [Category("APR-7")]
    public async Task Call_of_a_client_that_has_gone_is_held_no_longer_and_runs_nothing()
    {
        await using var client = await ConnectAsync("2026-07-28", new ElicitationCapability { Form = new() }, []);
        using var gone = new CancellationTokenSource();
        var waiters = _server.Services.GetRequiredService<ApprovalWaiters>();
        var call = client.CallToolAsync("refund", _arguments, cancellationToken: gone.Token).AsTask();
        await Eventually.IsTrueAsync(() => waiters.Count == 1);

        await gone.CancelAsync();

        await Eventually.IsTrueAsync(() => waiters.Count == 0);
        Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
        await ApproveAsync();
        Assert.That(_runs, Is.Zero);
    }

    [Test]
    [Category("APR-7")]
    public async Task Stop_of_the_host_does_not_wait_for_held_calls()
    {
        await using var client = await ConnectAsync("2026-07-28", new ElicitationCapability { Form = new() }, []);
        var waiters = _server.Services.GetRequiredService<ApprovalWaiters>();
        var refused = client.RefusalAsync("refund", _arguments);
        await Eventually.IsTrueAsync(() => waiters.Count == 1);

        foreach (var service in _server.Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>())
            await service.StoppingAsync(default);

        Assert.That(((await refused).CodeOf(), waiters.Count, _runs), Is.EqualTo((40303, 0, 0)));
    }

    private McpServerTool Asking() => McpServerTool.Create(
        [RequireScope("files:read"), RequireApproval("finance-leads")] (RequestContext<CallToolRequestParams> request, int amount) =>
        {
            if (request.Params!.RequestState is not { } state)
                throw new InputRequiredException(requestState: "mine");

            return $"{state} {amount}, run {Interlocked.Increment(ref _runs)}";
        },
        new() { Name = "asking" });

    private IEnumerable<string> Events() => _server.Audit.Records.Where(record => record.ApprovalId is not null).Select(record => record.Event switch
    {
        AuditEvent.Decision => $"{record.Event} {record.Reason}",
        AuditEvent.Outcome => $"{record.Event} {record.Outcome}",
        _ => $"{record.Event}",
    });

    private async Task<Approval> ApproveHeldAsync()
    {
        await Eventually.IsTrueAsync(() => _server.Services.GetRequiredService<ApprovalWaiters>().Count == 1);
        return await ApproveAsync();
    }

    private async Task<Approval> ApproveAsync()
    {
        var desk = _server.Services.GetRequiredService<ApprovalDesk>();
        var lead = new Approver(new ApprovalPerson(_server.Authority.Issuer, "bob", "bob")) { Groups = ["finance-leads"] };
        var pending = (await desk.ListAsync(lead, onlyOpen: true, default)).Value!.Single();
        Assert.That((await desk.ApproveAsync(pending.Id, pending.Version, lead, null, default)).IsDone, Is.True);
        return pending;
    }

    private Task<McpClient> ConnectAsync(string version, ElicitationCapability? elicitation, List<ElicitRequestParams> opened)
    {
        var transport = new HttpClientTransportOptions
        {
            Endpoint = new Uri(_server.Http.BaseAddress!, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {_server.NewToken().Build()}" },
        };
        return McpClient.CreateAsync(new HttpClientTransport(transport), new McpClientOptions
        {
            ProtocolVersion = version,
            Capabilities = new ClientCapabilities { Elicitation = elicitation },
            Handlers = elicitation is null ? new() : new McpClientHandlers
            {
                ElicitationHandler = (request, _) =>
                {
                    opened.Add(request!);
                    return new(new ElicitResult { Action = "accept" });
                },
            },
        });
    }
}
