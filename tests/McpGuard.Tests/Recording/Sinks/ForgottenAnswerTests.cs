namespace McpGuard.Tests.Audit;

/// <summary>A sink that has lost answers and works otherwise stops calls for a moment. It needs no restart.</summary>
[TestFixture(true)]
[TestFixture(false)]
[Category("AUD-3")]
internal sealed class ForgottenAnswerTests(bool neverBlocks)
{
    private static readonly TimeSpan _deadline = new AuditOptions().WriteTimeout;

    // Small, since the sink answers on a thread of its own while the clock runs.
    private static readonly TimeSpan _step = _deadline / 10;

    [TestCase(1, 10_000)]
    [TestCase(3, 10_000)]
    [TestCase(SinkWriter.MaxConcurrentOutcomes, 10_000)]
    [TestCase(SinkWriter.MaxConcurrentOutcomes + 3, 10_000)]
    public async Task Sink_that_denies_calls_is_found_to_work_again(int lost, int limit)
    {
        var sink = new ForgetfulSink(lost, neverBlocks);
        var audit = new AuditHarness(options => options.Audit.QueueLimit = limit, sink);
        await StallAsync(audit, sink, Math.Min(lost, limit));

        await Eventually.IsTrueAsync(() =>
        {
            audit.Time.Advance(_step);
            return RefuseAsync(audit).GetAwaiter().GetResult();
        });

        await Eventually.IsTrueAsync(() => !audit.Routes.Failing.Any());
    }

    [TestCase(SinkWriter.MaxConcurrent, 10_000)]
    [TestCase(12, 10)]
    public async Task Sink_that_lets_calls_run_is_found_to_work_again(int lost, int limit)
    {
        var sink = new ForgetfulSink(lost, neverBlocks);
        var audit = new AuditHarness(options => (options.Audit.FailureMode, options.Audit.QueueLimit) = (AuditFailureMode.LogAndContinue, limit), sink);
        await StallAsync(audit, sink, Math.Min(lost, limit));

        await Eventually.IsTrueAsync(() =>
        {
            audit.Time.Advance(_step);
            return audit.AllowAsync().IsCompleted && sink.Entered > lost && !audit.Routes.Failing.Any();
        });
    }

    [Test]
    public async Task Answers_that_never_come_take_no_room_from_records()
    {
        var sink = new ForgetfulSink(int.MaxValue, neverBlocks) { Forgets = record => record.OperationId.StartsWith("lost", StringComparison.Ordinal) };
        var audit = new AuditHarness(options => (options.Audit.FailureMode, options.Audit.QueueLimit) = (AuditFailureMode.LogAndContinue, 10), sink);

        for (var round = 0; round < 10; round++)
        {
            for (var call = 0; call < 5; call++)
            {
                _ = audit.AllowAsync($"lost-{round}-{call}");
                await audit.EndAsync($"lost-{round}-{call}");
            }

            await Eventually.IsTrueAsync(() =>
            {
                audit.Time.Advance(_step);
                _ = audit.AllowAsync("kept");
                return !audit.Routes.Failing.Any();
            });
        }

        await Eventually.IsTrueAsync(() =>
        {
            audit.Time.Advance(_step);
            return !audit.Routes.Failing.Any() && sink.Written.Sum(record => record.Lost ?? 0) >= 100;
        });
    }

    [Test]
    public async Task Sink_that_answers_nothing_is_asked_ever_less_often()
    {
        var sink = new ForgetfulSink(int.MaxValue, neverBlocks);
        var audit = new AuditHarness(null, sink);
        await StallAsync(audit, sink, 1);

        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromHours(1); passed += _deadline)
        {
            Assert.That(await RefuseAsync(audit), Is.False);
            audit.Time.Advance(_deadline);
        }

        // An hour has 720 deadlines. The sink is asked on a thread of its own.
        await Eventually.IsTrueAsync(() => sink.Entered >= 2);
        Assert.That(sink.Entered, Is.AtMost(12));
    }

    [Test]
    public async Task Lost_records_are_reported()
    {
        var sink = new ForgetfulSink(2, neverBlocks);
        var audit = new AuditHarness(null, sink);
        await StallAsync(audit, sink, 1);
        for (var call = 0; call < 7; call++)
            await RefuseAsync(audit);

        // Seven refusals, and the outcome that has stalled it. The first time that they were told there was no answer.
        await Eventually.IsTrueAsync(() =>
        {
            audit.Time.Advance(_step);
            return sink.Written.Sum(record => record.Lost ?? 0) == 8;
        });
    }

    private async Task StallAsync(AuditHarness audit, ForgetfulSink sink, int writes)
    {
        for (var write = 0; write < writes; write++)
            await audit.EndAsync($"stall-{write}");

        await Eventually.IsTrueAsync(() => sink.Entered >= Math.Min(writes, neverBlocks ? int.MaxValue : SinkWriter.MaxConcurrentOutcomes));
        await Eventually.IsTrueAsync(() =>
        {
            audit.Time.Advance(_step);
            return audit.Log.Collector.GetSnapshot().Any(entry => entry.Message.Contains("has not answered for an audit record", StringComparison.Ordinal));
        });
    }

    // A refusal has no outcome that would show the sink to work.
    private static Task<bool> RefuseAsync(AuditHarness audit) =>
        audit.Trail.TryRecordDecisionAsync(audit.Operation(caller: Callers.With()), AccessDecision.Denied(ReasonCode.AuditUnavailable)).AsTask();

    private sealed class ForgetfulSink(int lost, bool neverBlocks) : IAuditSink
    {
        // They are kept as a client library keeps its requests: nothing collects what waits for them.
        private readonly List<TaskCompletionSource> _forgotten = [];
        private readonly List<AuditRecord> _written = [];
        private int _entered;

        public bool NeverBlocks => neverBlocks;

        public Predicate<AuditRecord> Forgets { get; init; } = _ => true;

        public int Entered => Volatile.Read(ref _entered);

        public AuditRecord[] Written
        {
            get
            {
                lock (_written)
                    return [.. _written];
            }
        }

        public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken)
        {
            lock (_written)
            {
                if (++_entered <= lost && Forgets(record))
                {
                    _forgotten.Add(new());
                    return new(_forgotten[^1].Task);
                }

                _written.Add(record);
                return ValueTask.CompletedTask;
            }
        }
    }
}
