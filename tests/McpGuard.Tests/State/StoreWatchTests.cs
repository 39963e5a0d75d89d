using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.State;

/// <summary>A store that gives no answer refuses, and is told of once for each outage.</summary>
[TestFixture]
internal sealed class StoreWatchTests
{
    private static readonly RateKey _rate = new("rule", 1, TimeSpan.FromMinutes(1), "", "", "alice");

    private FakeTimeProvider _time = null!;
    private RemoteStores _stores = null!;
    private FakeLogger<GuardState> _log = null!;
    private GuardState _state = null!;

    [SetUp]
    public void SetUp()
    {
        _time = new(Callers.Now);
        _stores = new(_time);
        _log = new();
        _state = GuardStates.Of(_stores, _time, _log);
    }

    [Test]
    public async Task Failure_is_logged_once_for_each_outage_and_shown_while_it_lasts()
    {
        for (var outage = 0; outage < 2; outage++)
        {
            _stores.OnTheWay = _ => throw new IOException("gone");
            for (var call = 0; call < 3; call++)
                Assert.That((await TakeAsync()).Fault, Is.EqualTo(ReasonCode.StateUnavailable));
            Assert.That(_state.Failing.Select(store => $"{store.Name}: {store.Problem}"), Is.EqualTo(new[] { "rates: IOException" }));

            _stores.OnTheWay = null;
            Assert.That((await TakeAsync()).IsKnown, Is.True);
            Assert.That(_state.Failing, Is.Empty);
        }

        Assert.That(_log.Collector.GetSnapshot().Select(entry => entry.Level), Is.EqualTo(new[] { LogLevel.Error, LogLevel.Error }));
    }

    // A caller can ask for its damaged entry again and again, and the health of the process is that of all callers.
    [Test]
    public async Task Entry_that_cannot_be_read_refuses_is_no_outage_and_is_logged_once_a_minute()
    {
        _stores.OnTheWay = _ => throw new InvalidDataException("damaged");
        for (var call = 0; call < 3; call++)
            Assert.That((await TakeAsync()).Fault, Is.EqualTo(ReasonCode.StateUnavailable));

        Assert.That(_state.Failing, Is.Empty);
        Assert.That(_log.Collector.GetSnapshot().Select(entry => entry.Level), Is.EqualTo([LogLevel.Warning]));

        _time.Advance(TimeSpan.FromMinutes(1));
        await TakeAsync();
        Assert.That(_log.Collector.Count, Is.EqualTo(2));
    }

    [Test]
    public async Task Store_that_does_not_answer_is_given_up_in_time()
    {
        _stores.OnTheWay = _ => Task.Delay(Timeout.Infinite, CancellationToken.None);
        var asked = TakeAsync().AsTask();

        _time.Advance(StoreWatch.Patience - TimeSpan.FromTicks(1));
        Assert.That(asked.IsCompleted, Is.False);
        _time.Advance(TimeSpan.FromTicks(1));

        Assert.That((await asked).Fault, Is.EqualTo(ReasonCode.StateUnavailable));
        Assert.That(_state.Failing.Single().Problem, Is.EqualTo("no answer within 1 s"));
    }

    [Test]
    public async Task Aborted_request_does_not_count_as_an_outage()
    {
        using var abort = new CancellationTokenSource();
        _stores.OnTheWay = _ => Task.Delay(Timeout.Infinite, CancellationToken.None);
        var asked = TakeAsync(abort.Token).AsTask();

        await abort.CancelAsync();

        Assert.That((await asked).Fault, Is.EqualTo(ReasonCode.RequestAborted));
        Assert.That(_state.Failing, Is.Empty);
    }

    [Test]
    public async Task Store_that_throws_synchronously_is_handled_too()
    {
        var state = new GuardState(null!, null!, null!, _time, _log);

        Assert.That(
            (await state.UseAsync(new(ReplayKind.RequestState, "1"), "alice", Callers.Now, Callers.Now, CancellationToken.None)),
            Is.EqualTo(new StateAnswer<bool>(false, ReasonCode.StateUnavailable)));
    }

    [Test]
    public void Answers_from_memory_allocate_nothing()
    {
        var state = GuardState.InMemory(_time);
        var key = new ReplayKey(ReplayKind.RequestState, "1");
        var isWarm = true;
        for (var i = 0; i < 1000; i++)
            Ask();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Ask();

        Assert.That((isWarm, GC.GetAllocatedBytesForCurrentThread() - before < 1000), Is.EqualTo((true, true)));

        void Ask()
        {
            isWarm &= IsDone(state.IsUsedAsync(key, CancellationToken.None));
            isWarm &= IsDone(state.FindOwnerAsync("task", CancellationToken.None));
            isWarm &= IsDone(state.TakeAsync(_rate, 1, CancellationToken.None));
        }
    }

    private static bool IsDone<TAnswer>(ValueTask<TAnswer> answer) => answer.IsCompletedSuccessfully;

    private ValueTask<StateAnswer<RateLease>> TakeAsync(CancellationToken cancellationToken = default) => _state.TakeAsync(_rate, 1, cancellationToken);
}
