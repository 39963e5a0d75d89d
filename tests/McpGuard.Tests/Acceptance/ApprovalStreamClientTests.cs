using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>The official C# client calls a tool that a person has to approve, over a stream.</summary>
[TestFixture]
[Category("APR-1")]
internal sealed class ApprovalStreamClientTests
{
    private static readonly Dictionary<string, object?> _arguments = new() { ["amount"] = 100 };

    private readonly List<ElicitRequestParams> _opened = [];
    private int _runs;
    private GuardedTestServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _runs = 0;
        _opened.Clear();
        _server = await GuardedTestServer.StartAsync(mcp => mcp
            .WithTools([McpServerTool.Create(
                [RequireScope("refund"), RequireApproval("finance-leads")] (int amount) => $"{amount}, run {Interlocked.Increment(ref _runs)}",
                new() { Name = "refund" })])
            .Services.Configure<McpGuardOptions>(options => options.Approvals.Address = "https://mcp.example.com/approvals"));
        _server.Token = _server.NewToken().WithScopes("refund").Build();
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase(true)]
    [TestCase(false)]
    [Category("APR-2")]
    public async Task Client_gets_its_result_after_the_approval_with_a_dialog_only_if_it_opens_pages(bool opensPages)
    {
        await using var client = await ConnectAsync("2026-07-28", opensPages ? new() { Url = new() } : new() { Form = new() });

        var call = client.CallToolAsync("refund", _arguments);
        await Eventually.IsTrueAsync(() => _server.Services.GetRequiredService<ApprovalWaiters>().Count == 1);
        var approval = await ApproveAsync();

        Assert.That((await call).TextOf(), Is.EqualTo("100, run 1"));
        Assert.That(
            _opened.Select(dialog => (dialog.Mode, dialog.Url)),
            Is.EqualTo(opensPages ? new (string, string?)[] { ("url", $"https://mcp.example.com/approvals/{approval.Id}") } : []));
    }

    // The SDK itself would ask an older client, and then call past the filters of messages.
    [Test]
    [Category("APR-3")]
    public async Task Older_client_is_asked_nothing_and_its_identical_call_runs_once_later()
    {
        await using var client = await ConnectAsync("2025-11-25", new() { Form = new(), Url = new() });

        Assert.That((await client.RefusalAsync("refund", _arguments)).CodeOf(), Is.EqualTo(40303));
        await ApproveAsync();
        Assert.That((await client.CallToolAsync("refund", _arguments)).TextOf(), Is.EqualTo("100, run 1"));
        Assert.That((await client.RefusalAsync("refund", _arguments)).CodeOf(), Is.EqualTo(40303));

        Assert.That((_opened.Count, _runs), Is.EqualTo((0, 1)));
    }

    private async Task<Approval> ApproveAsync()
    {
        var desk = _server.Services.GetRequiredService<ApprovalDesk>();
        var lead = new Approver(new ApprovalPerson(_server.Authority.Issuer, "bob", "bob")) { Groups = ["finance-leads"] };
        var pending = (await desk.ListAsync(lead, onlyOpen: true, default)).Value!.Single();
        Assert.That((await desk.ApproveAsync(pending.Id, pending.Version, lead, null, default)).IsDone, Is.True);
        return pending;
    }

    private Task<McpClient> ConnectAsync(string version, ElicitationCapability elicitation) => _server.ConnectAsync(new McpClientOptions
    {
        ProtocolVersion = version,
        Capabilities = new ClientCapabilities { Elicitation = elicitation },
        Handlers = new McpClientHandlers
        {
            ElicitationHandler = (request, _) =>
            {
                _opened.Add(request!);
                return new(new ElicitResult { Action = "accept" });
            },
        },
    });
}
