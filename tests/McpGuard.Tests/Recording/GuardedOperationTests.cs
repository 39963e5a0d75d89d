namespace McpGuard.Tests.Recording;

/// <summary>Each step is taken once, by the first caller.</summary>
[TestFixture]
[Category("AUD-1")]
internal sealed class GuardedOperationTests
{
    private static readonly GuardedRequest _better = new() { Transport = "stream", Method = "ping" };
    private static readonly DelegatedCaller _caller = Callers.With();

    private static readonly Dictionary<string, Func<GuardedOperation, bool>> _steps = new(StringComparer.Ordinal)
    {
        ["describe"] = operation => operation.TryDescribe(_better),
        ["identify"] = operation => operation.TryIdentify(_caller),
        ["match"] = operation => operation.TryMatch("other", null),
        ["resume"] = operation => operation.TryResume("first", 1, isWaiting: false),
        ["wait"] = operation => operation.TryWait(),
        ["use approval"] = operation => operation.TryUseApproval("apr_1"),
        ["allow"] = operation => operation.TryDecide(isAllowed: true),
        ["refuse"] = operation => operation.TryDecide(isAllowed: false),
        ["run"] = operation => operation.TryRun(),
        ["end"] = operation => operation.TryEnd(isSuspended: false),
        ["defer"] = operation => operation.TryEnd(isSuspended: true),
        ["close"] = operation => operation.TryClose(),
        ["next round"] = operation => operation.TryBeginRound(),
    };

    // From each stage, the steps that can be taken and where they lead. All others are refused and lead nowhere.
    private static readonly Dictionary<OperationStage, Dictionary<string, OperationStage>> _table = new()
    {
        [OperationStage.Received] = new()
        {
            ["describe"] = OperationStage.Received,
            ["identify"] = OperationStage.Received,
            ["match"] = OperationStage.Received,
            ["resume"] = OperationStage.Received,
            ["wait"] = OperationStage.Received,
            ["use approval"] = OperationStage.Received,
            ["allow"] = OperationStage.Decided,
            ["refuse"] = OperationStage.Closed,
        },
        [OperationStage.Decided] = new()
        {
            ["wait"] = OperationStage.Decided,
            ["use approval"] = OperationStage.Decided,
            ["run"] = OperationStage.Running,
            ["end"] = OperationStage.Closed,
            ["defer"] = OperationStage.Closed,
            ["close"] = OperationStage.Closed,
        },
        [OperationStage.Running] = new()
        {
            ["end"] = OperationStage.Closed,
            ["defer"] = OperationStage.Suspended,
        },
        [OperationStage.Suspended] = new() { ["next round"] = OperationStage.Received },
        [OperationStage.Closed] = [],
    };

    private static IEnumerable<TestCaseData> Steps => _table.SelectMany(row => _steps.Keys.Select(step =>
        new TestCaseData(row.Key, step, row.Value.TryGetValue(step, out var next) ? next : (OperationStage?)null)));

    [TestCaseSource(nameof(Steps))]
    public void Step_is_taken_only_from_the_stages_that_it_follows(object stage, string step, object? next)
    {
        var operation = At((OperationStage)stage);
        var before = (operation.Id, operation.Request, operation.Caller, operation.Round, operation.IsWaiting, operation.ApprovalId);

        Assert.That(_steps[step](operation), Is.EqualTo(next is not null));
        Assert.That(operation.Stage, Is.EqualTo(next ?? stage));
        if (next is null)
        {
            Assert.That(
                (operation.Id, operation.Request, operation.Caller, operation.Round, operation.IsWaiting, operation.ApprovalId), Is.EqualTo(before));
        }
    }

    [Test]
    public void Decision_and_outcome_are_taken_once_however_many_try_at_once()
    {
        var harness = new AuditHarness();
        for (var round = 0; round < 2_000; round++)
        {
            var operation = harness.Operation();
            var (decisions, outcomes) = (0, 0);
            Parallel.For(0, 4, i =>
            {
                if (operation.TryDecide(isAllowed: true))
                    Interlocked.Increment(ref decisions);
                if (i % 2 == 0 ? operation.TryEnd(isSuspended: false) : operation.TryClose())
                    Interlocked.Increment(ref outcomes);
            });

            Assert.That((decisions, outcomes), Is.EqualTo((1, 1)));
        }
    }

    [Test]
    public void Operation_uses_one_approval()
    {
        var operation = At(OperationStage.Received);

        Assert.That(
            (operation.TryUseApproval("apr_1"), operation.TryUseApproval("apr_2"), operation.TryUseApproval("apr_1"), operation.TryUseApproval(null)),
            Is.EqualTo((true, false, true, false)));
        Assert.That(operation.ApprovalId, Is.EqualTo("apr_1"));
    }

    [Test]
    public void Refused_operation_has_no_outcome()
    {
        var operation = At(OperationStage.Received);

        Assert.That(
            (operation.TryDecide(isAllowed: false), operation.TryRun(), operation.TryEnd(isSuspended: false), operation.TryClose(), operation.TryBeginRound()),
            Is.EqualTo((true, false, false, false, false)));
    }

    [Test]
    public void Undecided_operation_has_no_outcome()
    {
        var operation = At(OperationStage.Received);

        Assert.That((operation.TryEnd(isSuspended: false), operation.TryClose(), operation.IsDecided), Is.EqualTo((false, false, false)));
    }

    [Test]
    public void Outcome_of_a_filter_is_not_recorded_for_the_call()
    {
        var operation = At(OperationStage.Decided);

        Assert.That(
            (operation.TryRun(), operation.TryClose(), operation.TryEnd(isSuspended: false), operation.TryEnd(isSuspended: false)),
            Is.EqualTo((true, false, true, false)));
    }

    [Test]
    public void Only_an_operation_that_was_suspended_starts_another_round()
    {
        var operation = At(OperationStage.Decided);
        Assert.That(operation.TryBeginRound(), Is.False);
        operation.TryRun();
        Assert.That(operation.TryBeginRound(), Is.False);
        operation.TryEnd(isSuspended: true);
        Assert.That((operation.TryBeginRound(), operation.TryBeginRound(), operation.TryDecide(isAllowed: true)), Is.EqualTo((true, false, true)));
        Assert.That(operation.Round, Is.EqualTo(1));
    }

    [Test]
    public void Step_that_was_not_taken_gives_nothing_to_record()
    {
        var operation = At(OperationStage.Closed);

        DecisionStep.TryTake(operation, AccessDecision.Denied(ReasonCode.TokenExpired), out var decision);
        OutcomeStep.TryTake(operation, AuditOutcome.Succeeded, out var outcome);
        OutcomeStep.TryTakeUnlessRunning(operation, AuditOutcome.Succeeded, out var end);

        Assert.That((decision, outcome, end), Is.EqualTo((default(DecisionStep), default(OutcomeStep), default(OutcomeStep))));
    }

    [Test]
    public void Caller_is_never_replaced()
    {
        var operation = At(OperationStage.Received);

        Assert.That((operation.TryIdentify(_caller), operation.TryIdentify(Callers.With()), operation.Caller), Is.EqualTo((true, false, _caller)));
    }

    [Test]
    public void First_failure_counts_and_a_new_round_starts_without_one()
    {
        var (guards, applications) = (At(OperationStage.Running), At(OperationStage.Running));
        guards.TryFail(ReasonCode.TokenRevoked);
        applications.TryFailInApplication();

        Assert.That(
            (guards.TryFail(ReasonCode.TargetChanged), guards.TryFailInApplication(), applications.TryFail(ReasonCode.TargetChanged)),
            Is.EqualTo((false, false, false)));
        Assert.That((guards.Fault, guards.IsApplicationFault), Is.EqualTo((ReasonCode.TokenRevoked, false)));
        Assert.That((applications.Fault, applications.IsApplicationFault), Is.EqualTo(((ReasonCode?)null, true)));

        guards.TryEnd(isSuspended: true);
        guards.TryBeginRound();
        Assert.That(guards.Fault, Is.Null);
    }

    [TestCase("stream", true)]
    [TestCase("stdio", true)]
    [TestCase("http", false)]
    [Category("MRT-4")]
    public void Message_resumes_a_call_except_over_http(string transport, bool isResumed)
    {
        var operation = new AuditHarness().Operation(new GuardedRequest { Transport = transport });

        operation.TryResume("first", 2, isWaiting: false);

        Assert.That((operation.Id, operation.Round, operation.IsResumed), Is.EqualTo(("first", 2, isResumed)));
    }

    [Test]
    public async Task Wait_for_the_decision_is_bounded()
    {
        var harness = new AuditHarness();
        var (decided, never) = (harness.Operation(), harness.Operation());
        var waiting = decided.WaitForDecisionAsync().AsTask();
        var inVain = never.WaitForDecisionAsync().AsTask();
        Assert.That((waiting.IsCompleted, inVain.IsCompleted), Is.EqualTo((false, false)));

        decided.TryDecide(isAllowed: true);
        await waiting;
        await decided.WaitForDecisionAsync();
        harness.Time.Advance(GuardedOperation.Patience);
        await inVain;
        Assert.That(never.IsDecided, Is.False);
    }

    private static GuardedOperation At(OperationStage stage)
    {
        var operation = new AuditHarness().Operation();
        if (stage != OperationStage.Received)
            operation.TryDecide(isAllowed: true);
        if (stage is OperationStage.Running or OperationStage.Suspended)
            operation.TryRun();
        if (stage is OperationStage.Suspended or OperationStage.Closed)
            operation.TryEnd(isSuspended: stage == OperationStage.Suspended);

        Assert.That(operation.Stage, Is.EqualTo(stage));
        return operation;
    }
}
