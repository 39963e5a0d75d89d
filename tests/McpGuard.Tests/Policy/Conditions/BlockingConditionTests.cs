using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Policy.Conditions;

/// <summary>A condition that blocks its thread costs its five seconds, a bounded number of threads, and no thread of the pool.</summary>
[TestFixture]
internal sealed class BlockingConditionTests
{
    private readonly FakeTimeProvider _time = new(Callers.Now);
    private readonly ManualResetEventSlim _goOn = new();
    private readonly PolicyHarness _policy = new();
    private ConditionRunner _runner = null!;

    [SetUp]
    public void SetUp()
    {
        _goOn.Reset();
        _runner = new(_time, NullLogger<ConditionRunner>.Instance);
    }

    [TearDown]
    public void TearDown() => _goOn.Set();

    [OneTimeTearDown]
    public void Dispose() => _goOn.Dispose();

    [Test]
    public async Task Conditions_that_block_are_denied_in_time_and_hold_a_bounded_number_of_threads()
    {
        var blocking = new Blocking(_goOn);
        var asked = Enumerable.Range(0, 300).Select(_ => AskAsync("blocking", blocking)).ToArray();
        await Eventually.IsTrueAsync(() => blocking.Entered == ConditionRunner.MaxThreads);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.That((await Task.WhenAll(asked)).Select(result => result.Reason), Is.All.EqualTo(ReasonCode.ConditionFailed));
        Assert.That((blocking.Entered, blocking.PoolThreads), Is.EqualTo((ConditionRunner.MaxThreads, 0)));

        _goOn.Set();
        Assert.That((await AskAsync("blocking", blocking)).IsMet, Is.True, "It answers again.");
        Assert.That(blocking.Entered, Is.EqualTo(ConditionRunner.MaxThreads + 1), "A check that is no longer needed is not started.");
    }

    [Test]
    public async Task Condition_that_blocks_holds_up_no_other_condition()
    {
        var (blocking, other) = (new Blocking(_goOn), new Blocking(null));
        var asked = Enumerable.Range(0, 100).Select(_ => AskAsync("blocking", blocking)).ToArray();
        await Eventually.IsTrueAsync(() => blocking.Entered == ConditionRunner.MaxThreads);

        Assert.That((await AskAsync("other", other)).IsMet, Is.True);

        _goOn.Set();
        Assert.That((await Task.WhenAll(asked)).Select(result => result.IsMet), Is.All.True);
    }

    [Test]
    public async Task Number_of_requests_that_wait_for_a_thread_is_limited()
    {
        var blocking = new Blocking(_goOn);
        var asked = Enumerable.Range(0, ConditionRunner.MaxThreads).Select(_ => AskAsync("blocking", blocking)).ToList();
        await Eventually.IsTrueAsync(() => blocking.Entered == ConditionRunner.MaxThreads);
        asked.AddRange(Enumerable.Range(0, ConditionRunner.MaxWaiting).Select(_ => AskAsync("blocking", blocking)));

        var beyond = AskAsync("blocking", blocking);

        Assert.That(beyond.IsCompleted, Is.True);
        Assert.That((await beyond).Reason, Is.EqualTo(ReasonCode.ConditionFailed));
        _goOn.Set();
        Assert.That((await Task.WhenAll(asked)).Select(result => result.IsMet), Is.All.True);
    }

    [Test]
    public async Task Condition_runs_in_the_context_of_its_request()
    {
        var local = new AsyncLocal<string> { Value = "this request" };
        var condition = new Blocking(null, () => local.Value);

        await AskAsync("local", condition);

        Assert.That(condition.Seen, Is.EqualTo("this request"));
    }

    private Task<ConditionResult> AskAsync(string name, IAccessCondition condition) =>
        _runner.AskAsync(new RegisteredCondition(name, condition), _policy.Ask(Callers.With(), "tool"), _runner.Now, CancellationToken.None).AsTask();

    private sealed class Blocking(ManualResetEventSlim? goOn, Func<string?>? look = null) : IAccessCondition
    {
        private int _entered;
        private int _poolThreads;

        public int Entered => Volatile.Read(ref _entered);

        public int PoolThreads => Volatile.Read(ref _poolThreads);

        public string? Seen { get; private set; }

        public ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _entered);
            if (Thread.CurrentThread.IsThreadPoolThread)
                Interlocked.Increment(ref _poolThreads);

            Seen = look?.Invoke();
            goOn?.Wait(CancellationToken.None);
            return new(ConditionResult.Met());
        }
    }
}
