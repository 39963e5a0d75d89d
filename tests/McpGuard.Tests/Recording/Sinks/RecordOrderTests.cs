using System.Globalization;

namespace McpGuard.Tests.Recording.Sinks;

/// <summary>A sink never has the outcome of an operation before its decision, however late and in whatever order it answers.</summary>
[TestFixture]
[Category("AUD-3")]
internal sealed class RecordOrderTests
{
    private const int Operations = 200;

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public async Task Outcome_waits_for_its_decision_among_many_operations_and_answers_in_random_order(int seed)
    {
        var random = new Random(seed);
        var sink = new ShuffledSink(random);
        var audit = new AuditHarness(options => options.Audit.FailureMode = AuditFailureMode.LogAndContinue, sink);
        string[] ids = [.. Enumerable.Range(0, Operations).Select(i => i.ToString(CultureInfo.InvariantCulture))];

        // No decision has an answer when its outcome comes, and some come in a stall.
        Task<bool>[] calls = [.. ids.Select(id => audit.AllowAsync(id))];
        random.Shuffle(ids);
        foreach (var id in ids[..(Operations / 2)])
            await audit.EndAsync(id);

        await Eventually.IsTrueAsync(() => sink.Begun == SinkWriter.MaxConcurrent);
        audit.Time.Advance(new AuditOptions().WriteTimeout);
        audit.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await Task.WhenAll(calls), Is.All.True);
        foreach (var id in ids[(Operations / 2)..])
            await audit.EndAsync(id);

        await Eventually.IsTrueAsync(() => sink.Answer() == 2 * Operations);

        await audit.Routes.DrainAsync();
        Assert.That(sink.Early, Is.Empty, "Outcomes that the sink was called with before it had their decision.");
        Assert.That(audit.Routes.Failing, Is.Empty);
    }

    [Test]
    public async Task Decision_without_an_answer_holds_up_its_own_outcome_only()
    {
        var sink = new HangingSink(blocks: false, only: AuditEvent.Decision);
        var audit = new AuditHarness(options => options.Audit.FailureMode = AuditFailureMode.LogAndContinue, sink);
        var first = audit.AllowAsync("first");
        await audit.EndAsync("first");
        await audit.EndAsync("second");
        await Eventually.IsTrueAsync(() => sink.Records.Count == 1);
        Assert.That(sink.Records[0].OperationId, Is.EqualTo("second"));

        sink.Release();
        Assert.That(await first, Is.True);
        await audit.Routes.DrainAsync();

        Assert.That(sink.Records.Select(record => record.Event), Is.EqualTo(new[] { AuditEvent.Outcome, AuditEvent.Decision, AuditEvent.Outcome }));
    }

    [Test]
    public async Task Decision_waits_for_no_outcome_of_the_same_operation()
    {
        var sink = new HangingSink(blocks: false, only: AuditEvent.Outcome);
        var audit = new AuditHarness(null, sink);
        await audit.EndAsync("first");
        await audit.EndAsync("first");

        Assert.That(await audit.AllowAsync("first"), Is.True);
        await audit.EndAsync("first");

        sink.Release();
        await audit.Routes.DrainAsync();
        Assert.That(sink.Records.Count(record => record.Event == AuditEvent.Outcome), Is.EqualTo(3));
    }

    [Test]
    public async Task Write_that_is_never_answered_does_not_keep_the_others_from_ending()
    {
        var sink = new HangingSink(blocks: false, only: AuditEvent.Decision);
        var audit = new AuditHarness(options => options.Audit.FailureMode = AuditFailureMode.LogAndContinue, sink);
        _ = audit.AllowAsync("first");
        await audit.EndAsync("first");
        await Eventually.IsTrueAsync(() => sink.Entered == 1);
        audit.Time.Advance(TimeSpan.FromSeconds(6));
        await audit.EndAsync("second");
        await Eventually.IsTrueAsync(() => !audit.Routes.Failing.Any());

        await audit.Routes.DrainAsync();

        Assert.That(sink.Records.Where(record => record.Event != AuditEvent.RecordsLost).Select(record => record.OperationId), Is.EqualTo(new[] { "second" }));
        Assert.That(audit.Log.Collector.LatestRecord.Message, Does.Contain("has not answered for 2 audit records"));
    }

    /// <summary>A sink that answers when it is told to, and in random order.</summary>
    private sealed class ShuffledSink(Random random) : IAuditSink
    {
        private readonly Lock _lock = new();
        private readonly List<(string Id, AuditEvent Event, TaskCompletionSource Answer)> _begun = [];
        private readonly HashSet<string> _decided = new(StringComparer.Ordinal);
        private readonly List<string> _early = [];
        private int _ended;

        public int Begun
        {
            get
            {
                lock (_lock)
                    return _begun.Count;
            }
        }

        public IReadOnlyList<string> Early => _early;

        /// <summary>Answers for all that it has been called with.</summary>
        /// <returns>For how many it has ever answered.</returns>
        public int Answer()
        {
            lock (_lock)
            {
                var begun = _begun.ToArray();
                _begun.Clear();
                random.Shuffle(begun);
                foreach (var write in begun)
                {
                    if (write.Event == AuditEvent.Decision)
                        _decided.Add(write.Id);

                    write.Answer.SetResult();
                }

                return _ended += begun.Length;
            }
        }

        public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken)
        {
            var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_lock)
            {
                if (record.Event == AuditEvent.Outcome && !_decided.Contains(record.OperationId))
                    _early.Add(record.OperationId);

                _begun.Add((record.OperationId, record.Event, answer));
            }

            return new(answer.Task);
        }
    }
}
