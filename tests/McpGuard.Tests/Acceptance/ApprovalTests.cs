using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;

namespace McpGuard.Tests.Acceptance;

/// <summary>A call that a person has to approve waits, runs once, and is on record.</summary>
[TestFixture]
[Category("APR-3")]
internal sealed class ApprovalTests
{
    private RefundServer _server = null!;

    [SetUp]
    public void Start() => _server = new();

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task Older_client_gets_the_approval_request_and_the_same_call_runs_after_approval()
    {
        var refused = (await _server.CallOldAsync()).ErrorOf();
        var data = refused.DataOf();
        var approval = await _server.FindAsync(data["approval"].GetString()!);
        Assert.That(
            refused.Message,
            Does.Contain($"The request {approval.Id} waits for a person (https://mcp.example.com/approvals/{approval.Id}).").And.Contain("nothing was run")
                .And.Not.Contain("finance-leads").And.Not.Contain("carol"));
        Assert.That(
            (data["approval_status"].GetString(), data["approval_page"].GetString()),
            Is.EqualTo(("pending", $"https://mcp.example.com/approvals/{approval.Id}")));

        Assert.That((await _server.ApproveAsync(approval)).IsDone, Is.True);
        var answer = await _server.CallOldAsync();

        Assert.That((answer.IsResult(), _server.Runs), Is.EqualTo((true, 1)));
        Assert.That(_server.Events, Is.EqualTo(
        [
            "ApprovalRequested", "Decision ApprovalRequired", "ApprovalGranted", "ApprovalUsed", "Decision Allowed", "Outcome Succeeded",
        ]));
        AuditRecord[] records = [.. _server.Wire.Audit.Records];
        Assert.That(records.Select(record => record.ApprovalId), Is.All.EqualTo(approval.Id));
        Assert.That(records[..3].Select(record => record.OperationId).Distinct(), Is.EqualTo([records[1].OperationId]));
        Assert.That(records[3..].Select(record => record.OperationId).Distinct(), Is.EqualTo([records[4].OperationId]));
        Assert.That(records[3].Approvers!.Single(), Is.EqualTo(new AuditPerson(_server.Wire.Authority.Issuer, "bob", "bob")));
        Assert.That((records[3].Votes, records[0].ArgumentDigest), Is.EqualTo(("1 of 1", records[1].ArgumentDigest)));
    }

    [Test]
    public async Task Older_client_is_held_if_the_options_say_so()
    {
        await _server.DisposeAsync();
        _server = new(options => options.Approvals.HoldOlderClients = TimeSpan.FromSeconds(20));
        var held = _server.CallOldAsync();
        await Eventually.IsTrueAsync(() => Waiters.Count == 1);

        await _server.ApproveAsync(await PendingAsync());

        Assert.That(((await held).IsResult(), _server.Runs), Is.EqualTo((true, 1)));
    }

    [Test]
    public async Task Same_call_has_one_approval_request_in_any_order_of_its_members()
    {
        var first = await _server.OpenAsync();

        Assert.That((await _server.OpenAsync("\"arguments\": { \"to\" : \"carol\", \"amount\":100 }")).Id, Is.EqualTo(first.Id));
    }

    [TestCase("\"arguments\":{\"amount\":101,\"to\":\"carol\"}")]
    [TestCase("\"arguments\":{\"amount\":100,\"to\":\"mallory\"}")]
    [TestCase("\"arguments\":{\"amount\":100,\"to\":\"carol\",\"more\":1}")]
    [TestCase("\"arguments\":{\"amount\":\"100\",\"to\":\"carol\"}")]
    public async Task Approval_is_for_the_exact_arguments(string other)
    {
        var approval = await _server.OpenAsync();
        await _server.ApproveAsync(approval);

        Assert.That((await _server.OpenAsync(other)).Id, Is.Not.EqualTo(approval.Id));
        Assert.That(_server.Runs, Is.Zero);
    }

    [TestCase("mallory", "agent-1", "agent-1", null)]
    [TestCase("alice", "agent-2", "agent-1", null)]
    [TestCase("alice", "agent-1", "other", null)]
    [TestCase("alice", "agent-1", "agent-1", "prior")]
    public async Task Approval_is_for_the_exact_caller(string subject, string actor, string client, string? prior)
    {
        var approval = await _server.OpenAsync();
        await _server.ApproveAsync(approval);

        var act = new JsonObject { ["sub"] = actor };
        if (prior is not null)
            act["act"] = new JsonObject { ["sub"] = prior };

        _server.Wire.Token = _server.Token(subject, actor, client, act: act);
        Assert.That((await _server.OpenAsync()).Id, Is.Not.EqualTo(approval.Id));
        Assert.That(_server.Runs, Is.Zero);
    }

    [Test]
    public async Task Approval_is_for_the_exact_tool()
    {
        var approval = await _server.OpenAsync();
        await _server.ApproveAsync(approval);

        Assert.That((await _server.OpenAsync(tool: "asking")).Id, Is.Not.EqualTo(approval.Id));
    }

    [Test]
    [Category("APR-4")]
    public async Task Of_many_equal_calls_after_one_approval_one_runs()
    {
        await _server.ApproveAsync(await _server.OpenAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _server.CallOldAsync()));

        Assert.That((_server.Runs, answers.Count(answer => answer.IsResult())), Is.EqualTo((1, 1)));
        Assert.That(
            answers.Where(answer => !answer.IsResult()).Select(answer => answer.ErrorOf().DataOf()["reason"].GetString()), Is.All.EqualTo("approval_used"));
    }

    [Test]
    public async Task Denied_call_is_refused_for_a_while_and_then_may_be_asked_for_again()
    {
        var denied = await _server.OpenAsync();
        await _server.DenyAsync(denied);

        Assert.That((await _server.CallOldAsync()).ErrorOf().DataOf()["reason"].GetString(), Is.EqualTo("approval_denied"));
        _server.Wire.Time.Advance(TimeSpan.FromMinutes(10));
        _server.Wire.Token = _server.Token();
        Assert.That((await _server.OpenAsync()).Id, Is.Not.EqualTo(denied.Id));
    }

    [Test]
    [Category("APR-7")]
    public async Task Late_request_and_late_approval_run_nothing()
    {
        var late = await _server.OpenAsync();
        _server.Wire.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.That((await _server.ApproveAsync(late)).Refused, Is.EqualTo(ReasonCode.ApprovalNotPending));

        _server.Wire.Token = _server.Token();
        var approved = await _server.OpenAsync();
        await _server.ApproveAsync(approved);
        _server.Wire.Time.Advance(TimeSpan.FromMinutes(5));
        _server.Wire.Token = _server.Token();

        Assert.That((await _server.OpenAsync()).Id, Is.Not.EqualTo(approved.Id));
        Assert.That(_server.Runs, Is.Zero);
    }

    [Test]
    public async Task Caller_without_the_scope_does_not_learn_of_approvals()
    {
        _server.Wire.Token = _server.Token(scopes: "other");

        var refused = (await _server.CallOldAsync()).ErrorOf();

        Assert.That(refused.Code, Is.EqualTo(40300));
        Assert.That(_server.Events, Is.EqualTo(["Decision ScopeInsufficient"]));
    }

    [Test]
    public async Task Tool_that_needs_an_approval_is_listed()
    {
        var listed = (JsonRpcResponse)await _server.Wire.RequestAsync("tools/list", "\"cursor\":null");

        Assert.That(listed.Result!["tools"]!.AsArray().Select(tool => (string)tool!["name"]!), Does.Contain("refund"));
    }

    [Test]
    [Category("APR-2")]
    public async Task Client_that_can_return_is_held_without_a_dialog_until_the_approval()
    {
        var first = (JsonObject)((JsonRpcResponse)await _server.CallAsync()).Result!;
        Assert.That(
            ((string?)first["resultType"], first["inputRequests"]),
            Is.EqualTo(("input_required", (JsonNode?)null)),
            "A client without URL elicitation gets no dialog.");

        var held = _server.CallAsync((string)first["requestState"]!);
        var approval = await PendingAsync();
        await _server.ApproveAsync(approval);

        Assert.That(((await held).IsResult(), _server.Runs), Is.EqualTo((true, 1)));
        Assert.That(_server.Wire.Audit.Records.Select(record => record.OperationId).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    [Category("APR-10")]
    public async Task State_of_a_waiting_call_is_used_once_and_by_its_caller_only()
    {
        var state = RefundServer.StateOf(await _server.CallAsync());
        _server.Wire.Token = _server.Token("mallory");
        Assert.That((await _server.CallAsync(state)).IsResult(), Is.False);
        _server.Wire.Token = _server.Token();
        await _server.ApproveAsync(await PendingAsync());

        Assert.That((await _server.CallAsync(state)).IsResult(), Is.True);
        Assert.That((await _server.CallAsync(state)).IsResult(), Is.False);
        Assert.That((await _server.CallAsync(state![..^4] + "0000")).IsResult(), Is.False);
        Assert.That(_server.Runs, Is.EqualTo(1));
    }

    [Test]
    public async Task Waiting_state_is_used_up_by_a_round_that_waits_on()
    {
        await _server.DisposeAsync();
        _server = new(options => options.Approvals.Hold = TimeSpan.Zero);
        var state = RefundServer.StateOf(await _server.CallAsync());

        Assert.That(RefundServer.StateOf(await _server.CallAsync(state)), Is.Not.Null);
        Assert.That((await _server.CallAsync(state)).ErrorOf().Code, Is.EqualTo((int)ModelContextProtocol.McpErrorCode.InvalidParams));
    }

    [Test]
    public async Task Waiting_ends_after_the_rounds_and_a_fresh_call_runs_later()
    {
        await _server.DisposeAsync();
        _server = new(options => options.Approvals.Hold = TimeSpan.Zero);
        var (state, rounds) = (RefundServer.StateOf(await _server.CallAsync()), 0);
        JsonRpcMessage answer;
        do
        {
            answer = await _server.CallAsync(state);
            rounds++;
        }
        while ((state = RefundServer.StateOf(answer)) is not null);

        Assert.That((rounds, answer.ErrorOf().Code), Is.EqualTo((8, 40303)));
        await _server.ApproveAsync(await PendingAsync());
        await _server.CallAsync();
        Assert.That(_server.Runs, Is.EqualTo(1));
    }

    [Test]
    public async Task Declined_dialog_withdraws_the_request()
    {
        var state = RefundServer.StateOf(await _server.CallAsync());
        var approval = await PendingAsync();

        var refused = (await _server.CallAsync(state, responses: """{"approval":{"action":"decline"}}""")).ErrorOf();

        Assert.That(refused.Code, Is.EqualTo(40303));
        Assert.That((await _server.FindAsync(approval.Id)).Status, Is.EqualTo(ApprovalStatus.Withdrawn));
        Assert.That(_server.Events, Does.Contain("ApprovalWithdrawn"));
    }

    [Test]
    public async Task Accepted_dialog_alone_approves_nothing()
    {
        await _server.DisposeAsync();
        _server = new(options => options.Approvals.Hold = TimeSpan.Zero);
        var state = RefundServer.StateOf(await _server.CallAsync());

        await _server.CallAsync(state, responses: """{"approval":{"action":"accept","content":{"approved":true}}}""");

        Assert.That((_server.Runs, (await PendingAsync()).Status), Is.EqualTo((0, ApprovalStatus.Pending)));
    }

    [Test]
    [Category("APR-9")]
    public async Task Tool_that_asks_its_user_after_the_approval_needs_no_other_and_the_next_call_does()
    {
        await _server.ApproveAsync(await ApprovalOfAsync("asking"));
        var asked = await _server.CallAsync(tool: "asking");
        Assert.That(_server.Runs, Is.Zero);

        _server.Wire.Time.Advance(TimeSpan.FromMinutes(2));
        _server.Wire.Token = _server.Token();
        Assert.That((await _server.CallAsync(RefundServer.StateOf(asked), "asking")).IsResult(), Is.True);
        Assert.That(_server.Runs, Is.EqualTo(1));
        await _server.CallAsync(tool: "asking");
        Assert.That((_server.Wire.Audit.Decisions[^1].Reason, _server.Runs), Is.EqualTo((ReasonCode.ApprovalRequired, 1)));
    }

    [Test]
    [Category("APR-7")]
    public async Task Caller_that_is_revoked_while_its_call_is_held_runs_nothing()
    {
        var state = RefundServer.StateOf(await _server.CallAsync());
        var held = _server.CallAsync(state);
        var approval = await PendingAsync();
        await Eventually.IsTrueAsync(() => Waiters.Count == 1);
        var revocations = (RevocationList)_server.Wire.Services.GetService(typeof(RevocationList))!;
        revocations.Revoke(new Revocation { Issuer = _server.Wire.Authority.Issuer, Subject = "alice" });
        await _server.ApproveAsync(approval);

        Assert.That(((await held).IsResult(), _server.Runs), Is.EqualTo((false, 0)));
        Assert.That((await _server.FindAsync(approval.Id)).Status, Is.EqualTo(ApprovalStatus.Approved), "The approval was not used.");
    }

    [Test]
    [Category("APR-7")]
    public async Task Call_whose_token_ends_while_it_is_held_runs_nothing()
    {
        await _server.DisposeAsync();
        _server = new(options => options.Approvals.Hold = TimeSpan.FromSeconds(50));
        _server.Wire.Token = _server.Wire.NewToken().WithTimes(0, 10, _server.Wire.Time).With("act", new JsonObject { ["sub"] = "agent-1" })
            .WithScopes("refund").Build();
        var held = _server.CallAsync(RefundServer.StateOf(await _server.CallAsync()));
        var approval = await PendingAsync();
        await Eventually.IsTrueAsync(() => Waiters.Count == 1);

        // The end of the token and the allowed skew of clocks, and less than the hold.
        _server.Wire.Time.Advance(TimeSpan.FromSeconds(41));
        await _server.ApproveAsync(approval);

        Assert.That(((await held).IsResult(), _server.Runs), Is.EqualTo((false, 0)));
        Assert.That((await _server.FindAsync(approval.Id)).Status, Is.EqualTo(ApprovalStatus.Approved), "The approval was not used.");
    }

    [Test]
    [Category("APR-7")]
    public async Task Call_that_is_held_while_the_policy_changes_does_not_run_under_the_old_one()
    {
        var held = _server.CallAsync(RefundServer.StateOf(await _server.CallAsync()));
        var approval = await PendingAsync();
        await Eventually.IsTrueAsync(() => Waiters.Count == 1);
        await using var stricter = new RefundServer(options => options.Policy = """{ "Rules": { "closed": { "Tools": "refund", "Groups": "board" } } }""");
        PolicyOf(_server).Replace(PolicyOf(stricter).Current);
        await _server.ApproveAsync(approval);

        var state = RefundServer.StateOf(await held);
        Assert.That((state is null, _server.Runs), Is.EqualTo((false, 0)));
        Assert.That((await _server.FindAsync(approval.Id)).Status, Is.EqualTo(ApprovalStatus.Approved), "The approval was not used.");
        Assert.That((await _server.CallAsync(state)).IsResult(), Is.False);
        Assert.That(_server.Runs, Is.Zero);
    }

    [Test]
    [Category("APR-11")]
    public async Task Nothing_runs_without_an_answer_of_the_store()
    {
        var broken = new Moq.Mock<IApprovalStore>(Moq.MockBehavior.Strict);
        await using var server = new RefundServer(configure: mcp => mcp.Services.AddSingleton(broken.Object));

        var refused = (await server.CallOldAsync()).ErrorOf();

        Assert.That((refused.Code, server.Runs), Is.EqualTo((50303, 0)));
    }

    [Test]
    [Category("APR-13")]
    public async Task Caller_with_too_many_open_requests_is_refused_and_others_are_not()
    {
        for (var amount = 0; amount < 5; amount++)
            await _server.OpenAsync($"\"arguments\":{{\"amount\":{amount},\"to\":\"carol\"}}");

        Assert.That((await _server.CallOldAsync()).ErrorOf().Code, Is.EqualTo(42903));
        _server.Wire.Token = _server.Token("dave");
        await _server.OpenAsync();
        Assert.That((await _server.Wire.CallAsync("free")).IsResult(), Is.True);
    }

    [Test]
    [Category("APR-13")]
    public async Task Person_with_many_clients_leaves_room_to_others()
    {
        await _server.DisposeAsync();
        _server = new(options =>
        {
            options.Approvals.MaxPendingPerCaller = 1;
            options.Approvals.MaxPending = 30;
        });
        for (var client = 0; client < 3; client++)
        {
            _server.Wire.Token = _server.Token(actor: $"agent-{client}", client: $"client-{client}");
            await _server.OpenAsync();
        }

        _server.Wire.Token = _server.Token(actor: "agent-3", client: "client-3");
        Assert.That((await _server.CallOldAsync()).ErrorOf().Code, Is.EqualTo(42903));
        _server.Wire.Token = _server.Token("dave", "agent-3", "client-3");
        await _server.OpenAsync();
    }

    [Test]
    [Category("APR-13")]
    public async Task Client_that_withdraws_its_requests_cannot_open_any_number()
    {
        for (var order = 0; order < 5; order++)
        {
            var approval = await _server.OpenAsync($"\"arguments\":{{\"amount\":{order},\"to\":\"carol\"}}");
            var alice = new Approver(new ApprovalPerson(_server.Wire.Authority.Issuer, "alice", "alice"));
            Assert.That((await _server.Desk.WithdrawAsync(approval.Id, 1, alice, default)).IsDone, Is.True);
        }

        Assert.That((await _server.CallOldAsync()).ErrorOf().Code, Is.EqualTo(42903));
        _server.Wire.Time.Advance(TimeSpan.FromMinutes(1));
        await _server.OpenAsync();
    }

    [Test]
    [Category("APR-13")]
    public async Task Held_calls_are_bounded_and_block_no_other_call()
    {
        await _server.DisposeAsync();
        _server = new(options => options.Approvals.MaxHoldsPerCaller = 1);
        var first = RefundServer.StateOf(await _server.CallAsync());
        var second = RefundServer.StateOf(await _server.CallAsync());
        var held = _server.CallAsync(first);
        await Eventually.IsTrueAsync(() => Waiters.Count == 1);

        Assert.That(RefundServer.StateOf(await _server.CallAsync(second)), Is.Not.Null, "At the bound a call is answered at once.");
        Assert.That((await _server.Wire.CallAsync("free")).IsResult(), Is.True);
        await _server.ApproveAsync(await PendingAsync());
        Assert.That((await held).IsResult(), Is.True);
    }

    [Test]
    [Category("APR-7")]
    public async Task Held_call_is_answered_when_the_process_stops_and_its_client_can_come_back_to_another()
    {
        var held = _server.CallAsync(RefundServer.StateOf(await _server.CallAsync()));
        await Eventually.IsTrueAsync(() => Waiters.Count == 1);

        Waiters.End();

        var state = RefundServer.StateOf(await held);
        Assert.That((state is null, Waiters.Count), Is.EqualTo((false, 0)));
        Assert.That(RefundServer.StateOf(await _server.CallAsync(state)), Is.Not.Null, "No call is held from now on.");
        Assert.That((await PendingAsync()).Status, Is.EqualTo(ApprovalStatus.Pending));
    }

    [Test]
    [Category("APR-13")]
    public async Task Arguments_that_an_approver_could_not_read_are_refused()
    {
        var refused = (await _server.CallOldAsync($"\"arguments\":{{\"amount\":1,\"to\":\"{new string('x', 65_536)}\"}}")).ErrorOf();

        Assert.That(refused.Code, Is.EqualTo(40304));
        Assert.That((await _server.Desk.ListAsync(_server.Lead(), onlyOpen: true, default)).Value, Is.Empty);
    }

    [Test]
    public async Task Masked_values_are_not_kept_and_are_still_bound()
    {
        await _server.DisposeAsync();
        _server = new(options => options.Tools["refund"] = new ToolOptions { MaskedForApprovers = { "/to" } });
        var approval = await _server.OpenAsync();

        Assert.That(approval.Arguments.GetRawText(), Does.Contain("masked: 5 characters").And.Not.Contain("carol"));
        Assert.That(approval.Masked, Is.EqualTo(["/to"]));
        await _server.ApproveAsync(approval);
        Assert.That((await _server.OpenAsync("\"arguments\":{\"amount\":100,\"to\":\"david\"}")).Id, Is.Not.EqualTo(approval.Id));
    }

    [TestCase(100, false)]
    [TestCase(101, true)]
    public async Task Rule_requires_an_approval_for_certain_arguments(int amount, bool isNeeded)
    {
        await _server.DisposeAsync();
        _server = new(options => options.Policy =
            """
            { "Rules": { "big": { "Tools": "refund", "Override": true, "Scopes": "refund", "Approval": { "Groups": "finance-leads",
            "When": { "properties": { "amount": { "type": "number", "exclusiveMinimum": 100 } }, "required": [ "amount" ] } } } } }
            """);

        await _server.CallOldAsync($"\"arguments\":{{\"amount\":{amount},\"to\":\"carol\"}}");

        Assert.That(_server.Wire.Audit.Decisions[^1].Reason, Is.EqualTo(isNeeded ? ReasonCode.ApprovalRequired : ReasonCode.Allowed));
        Assert.That(_server.Runs, Is.EqualTo(isNeeded ? 0 : 1));
    }

    [Test]
    public async Task Rule_of_a_reloaded_policy_requires_an_approval()
    {
        await using var stricter = new RefundServer(options => options.Policy =
            """{ "Rules": { "free": { "Tools": "free", "Approval": { "Groups": "finance-leads" } } } }""");
        Assert.That((await _server.CallOldAsync("\"arguments\":{}", "free")).IsResult(), Is.True);

        PolicyOf(_server).Replace(PolicyOf(stricter).Current);

        var approval = await _server.OpenAsync("\"arguments\":{}", "free");
        Assert.That(approval.Demands.Single().Rule, Is.EqualTo("free"));
    }

    // The text has no form that an approver could see, or a binding could tell from others.
    [TestCase("""\ud800""")]
    [TestCase("""\udc00\ud800""")]
    public async Task Text_with_half_a_character_is_refused_and_opens_nothing(string text)
    {
        var answer = await _server.CallOldAsync($"\"arguments\":{{\"amount\":100,\"to\":\"{text}\"}}");

        Assert.That((answer.IsResult(), _server.Runs), Is.EqualTo((false, 0)));
        Assert.That((await _server.Desk.ListAsync(_server.Lead(), onlyOpen: true, default)).Value, Is.Empty);
    }

    [Test]
    public async Task Report_only_rule_opens_no_request()
    {
        await _server.DisposeAsync();
        _server = new(options => options.Policy =
            """{ "Mode": "ReportOnly" }""");

        Assert.That((await _server.CallOldAsync()).IsResult(), Is.True);
        Assert.That(
            _server.Wire.Audit.Decisions.Single(),
            Has.Property("Effect").EqualTo(AuditEffect.WouldDeny).And.Property("Reason").EqualTo(ReasonCode.ApprovalRequired));
        Assert.That((await _server.Desk.ListAsync(_server.Lead(), onlyOpen: true, default)).Value, Is.Empty);
    }

    [Test]
    [Category("APR-7")]
    public async Task Sweeper_ends_expired_approvals_and_records_it()
    {
        var late = await _server.OpenAsync();
        _server.Wire.Time.Advance(TimeSpan.FromMinutes(30));

        await ((ApprovalGate)_server.Wire.Services.GetService(typeof(ApprovalGate))!).SweepAsync(default);

        Assert.That((await _server.FindAsync(late.Id)).Status, Is.EqualTo(ApprovalStatus.Expired));
        Assert.That(_server.Events.Last(), Is.EqualTo("ApprovalExpired"));
    }

    private static LivePolicy PolicyOf(RefundServer server) => (LivePolicy)server.Wire.Services.GetService(typeof(LivePolicy))!;

    private ApprovalWaiters Waiters => (ApprovalWaiters)_server.Wire.Services.GetService(typeof(ApprovalWaiters))!;

    private async Task<Approval> ApprovalOfAsync(string tool) => await _server.OpenAsync(tool: tool);

    private async Task<Approval> PendingAsync() => (await _server.Desk.ListAsync(_server.Lead(), onlyOpen: true, default)).Value!.Single();
}
