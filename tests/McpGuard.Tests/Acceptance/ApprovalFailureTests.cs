#pragma warning disable MCPEXP002 // An author's filter, in the place where an extension for tasks has its own.

using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>What goes wrong between the approval and the run runs nothing, and one approval never runs two calls.</summary>
[TestFixture]
internal sealed class ApprovalFailureTests
{
    private BreakableApprovalStore _store = null!;
    private RefundServer _server = null!;

    [SetUp]
    public void SetUp()
    {
        _store = new();
        _server = NewServer();
    }

    [TearDown]
    public async Task TearDown() => await _server.DisposeAsync();

    [Test]
    [Category("APR-11")]
    public async Task Request_that_cannot_be_recorded_is_not_opened()
    {
        _server.Wire.Audit.Fails = true;

        Assert.That((await _server.CallOldAsync()).ErrorOf().Code, Is.EqualTo(50301));

        Assert.That((await _server.Desk.ListAsync(_server.Lead(), onlyOpen: true, default)).Value, Is.Empty);
    }

    [Test]
    [Category("APR-11")]
    public async Task Approval_that_cannot_be_recorded_is_not_given()
    {
        var approval = await _server.OpenAsync();
        _server.Wire.Audit.Fails = true;

        Assert.That((await _server.ApproveAsync(approval)).Refused, Is.EqualTo(ReasonCode.AuditUnavailable));

        Assert.That((await _server.FindAsync(approval.Id)).Status, Is.EqualTo(ApprovalStatus.Pending));
    }

    [Test]
    [Category("APR-11")]
    public async Task Use_that_cannot_be_recorded_runs_nothing_and_the_approval_is_gone()
    {
        var approval = await _server.OpenAsync();
        await _server.ApproveAsync(approval);
        _server.Wire.Audit.Fails = true;
        Assert.That((await _server.CallOldAsync()).ErrorOf().Code, Is.EqualTo(50301));
        _server.Wire.Audit.Fails = false;

        Assert.That((await _server.CallOldAsync()).ErrorOf().DataOf()["reason"].GetString(), Is.EqualTo("approval_used"));
        Assert.That(_server.Runs, Is.Zero);
    }

    [TestCase(nameof(IApprovalStore.FindByBindingAsync))]
    [TestCase(nameof(IApprovalStore.AddAsync))]
    [Category("APR-11")]
    public async Task Store_that_fails_for_a_call_opens_nothing(string method)
    {
        _store.Broken = method;

        Assert.That((await _server.CallOldAsync()).ErrorOf().Code, Is.EqualTo(50303));

        Assert.That(_server.Events, Does.Not.Contain("ApprovalRequested"));
    }

    [Test]
    [Category("APR-11")]
    public async Task Store_that_fails_at_the_use_runs_nothing_and_the_approval_stays()
    {
        var approval = await _server.OpenAsync();
        await _server.ApproveAsync(approval);
        _store.Broken = nameof(IApprovalStore.TryReplaceAsync);
        Assert.That((await _server.CallOldAsync()).ErrorOf().Code, Is.EqualTo(50303));
        Assert.That(_server.Runs, Is.Zero);
        _store.Broken = null;

        Assert.That((await _server.CallOldAsync()).IsResult(), Is.True);
    }

    [Test]
    [Category("APR-8")]
    public async Task Arguments_that_a_filter_changes_after_the_approval_do_not_run()
    {
        await RestartAsync(configure: mcp => mcp.Services.Configure<McpServerOptions>(options =>
            options.Filters.Request.CallToolFilters.Add(next => (request, cancellationToken) =>
            {
                request.Params!.Arguments!["amount"] = JsonElement.Parse("999999");
                return next(request, cancellationToken);
            })));
        var approval = await _server.OpenAsync();
        await _server.ApproveAsync(approval);

        Assert.That((await _server.CallOldAsync()).ErrorOf().Code, Is.EqualTo(40301));

        Assert.That(_server.Runs, Is.Zero);
        Assert.That(_server.Wire.Audit.Outcomes[^1].Reason, Is.EqualTo(ReasonCode.TargetChanged));
        Assert.That((await _server.FindAsync(approval.Id)).Status, Is.EqualTo(ApprovalStatus.Used), "What it approved has been tried.");
    }

    [Test]
    [Category("APR-7")]
    public async Task Tool_that_changed_after_the_approval_needs_another()
    {
        var approval = await _server.OpenAsync();
        await _server.ApproveAsync(approval);
        await RestartAsync(description: "Pays money back, twice.");

        Assert.That((await _server.OpenAsync()).Id, Is.Not.EqualTo(approval.Id));
        Assert.That(_server.Runs, Is.Zero);
    }

    // The call itself is the same: it leaves the argument out.
    [Test]
    [Category("APR-7")]
    public async Task Default_of_an_argument_that_changed_after_the_approval_needs_another()
    {
        const string LeftOut = "\"arguments\":{}";
        await RestartAsync(configure: mcp => mcp.WithTools([Paying((int amount = 1) => $"{amount}")]));
        var approval = await _server.OpenAsync(LeftOut, "pay");
        await _server.ApproveAsync(approval);
        await RestartAsync(configure: mcp => mcp.WithTools([Paying((int amount = 999) => $"{amount}")]));

        Assert.That((await _server.OpenAsync(LeftOut, "pay")).Id, Is.Not.EqualTo(approval.Id));
        Assert.That((approval.Arguments.GetRawText(), approval.Defaults!.Value.GetRawText()), Is.EqualTo(("{}", """{"amount":1}""")));
    }

    [Test]
    [Category("APR-10")]
    public async Task Store_that_answers_with_the_approval_of_another_call_runs_nothing()
    {
        var now = _server.Wire.Time.GetUtcNow();
        var other = SampleApprovals.Pending(now) with { Status = ApprovalStatus.Approved, ValidUntil = now.AddHours(1), HoldsUntil = now.AddHours(1) };
        var store = new Moq.Mock<IApprovalStore>();
        store.Setup(each => each.FindByBindingAsync(Moq.It.IsAny<string>(), Moq.It.IsAny<CancellationToken>())).Returns(() => new(other));
        store.Setup(each => each.TryReplaceAsync(Moq.It.IsAny<Approval>(), Moq.It.IsAny<long>(), Moq.It.IsAny<CancellationToken>())).Returns(() => new(true));
        await using var server = new RefundServer(configure: mcp => mcp.Services.AddSingleton(store.Object));

        Assert.That(((await server.CallOldAsync()).ErrorOf().Code, server.Runs), Is.EqualTo((50303, 0)));
    }

    // The state in the store is not enough: people have approved, or the call does not run.
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [Category("APR-10")]
    public async Task Approval_of_the_store_without_the_needed_votes_runs_nothing(int kind)
    {
        var pending = await _server.OpenAsync();
        var yes = new ApprovalVote(SampleApprovals.Bob.Person!, true, [0], pending.RequestedAt);
        var no = yes with { IsApproval = false };
        await _store.TryReplaceAsync(
            pending with
            {
                Version = 2,
                Status = ApprovalStatus.Approved,
                ValidUntil = kind == 2 ? pending.RequestedAt : pending.HoldsUntil,
                Votes = kind switch { 0 => [], 1 => [yes, no], _ => [yes] },
            },
            1,
            default);

        Assert.That(((await _server.CallOldAsync()).ErrorOf().Code, _server.Runs), Is.EqualTo((50303, 0)));
    }

    // A use without its record would hide that the call has run.
    [Test]
    [Category("APR-11")]
    public async Task Change_is_made_and_recorded_also_if_the_client_goes()
    {
        var approval = await _server.OpenAsync();
        await _server.ApproveAsync(approval);
        await _server.CallOldAsync();

        Assert.That(_server.Runs, Is.EqualTo(1));
        Assert.That(_store.Changes, Is.Not.Empty.And.All.Matches<CancellationToken>(token => !token.CanBeCanceled));
    }

    [Test]
    [Category("APR-7")]
    public async Task Policy_that_changed_after_the_approval_needs_another()
    {
        var approval = await _server.OpenAsync();
        await _server.ApproveAsync(approval);
        await RestartAsync(options => options.Policy = """{ "Rules": { "other": { "Tools": "free", "AllowAnyCaller": true } } }""");

        Assert.That((await _server.OpenAsync()).Id, Is.Not.EqualTo(approval.Id));
    }

    [Test]
    [Category("APR-7")]
    public async Task Same_server_after_a_restart_runs_the_approved_call()
    {
        await _server.ApproveAsync(await _server.OpenAsync());
        await RestartAsync();

        Assert.That((await _server.CallOldAsync()).IsResult(), Is.True);
    }

    [Test]
    [Category("APR-14")]
    public async Task No_task_begins_before_the_approval_and_one_after_it()
    {
        var begun = new List<Task<ResultOrAlternate<CallToolResult>>>();
        var empty = (JsonTypeInfo<EmptyResult>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(EmptyResult));
        await RestartAsync(configure: mcp => mcp.Services.Configure<McpServerOptions>(options =>
            options.Filters.Request.CallToolWithAlternateFilters.Add((request, next, cancellationToken) =>
            {
                begun.Add(Task.Run(async () => await next(request, CancellationToken.None), CancellationToken.None));
                return new(ResultOrAlternate<CallToolResult>.FromAlternate(new EmptyResult(), empty));
            })));
        var approval = await _server.OpenAsync();
        Assert.That(begun, Is.Empty);
        await _server.ApproveAsync(approval);

        Assert.That((await _server.CallOldAsync()).IsResult(), Is.True);
        await begun.Single();

        Assert.That((await _server.CallOldAsync()).ErrorOf().Code, Is.EqualTo(40303));
        Assert.That((_server.Runs, begun.Count), Is.EqualTo((1, 1)));
    }

    private static McpServerTool Paying(Delegate pay) => McpServerTool.Create(
        pay, new() { Name = "pay", Metadata = [new RequireScopeAttribute("refund"), new RequireApprovalAttribute("finance-leads")] });

    private RefundServer NewServer(Action<McpGuardOptions>? options = null, Action<IMcpServerBuilder>? configure = null, string? description = null) => new(
        options,
        mcp =>
        {
            mcp.WithApprovalStore(_ => _store);
            configure?.Invoke(mcp);
        },
        description);

    // The store stays, as that of several servers, or of one that starts again.
    private async Task RestartAsync(Action<McpGuardOptions>? options = null, Action<IMcpServerBuilder>? configure = null, string? description = null)
    {
        await _server.DisposeAsync();
        _server = NewServer(options, configure, description);
    }
}
