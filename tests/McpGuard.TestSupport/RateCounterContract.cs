namespace McpGuard.TestSupport;

/// <summary>What each <see cref="IRateCounter"/> has to do.</summary>
internal abstract class RateCounterContract : StoreContract
{
    private static readonly RateKey _key = new("few", 3, TimeSpan.FromMinutes(1), "tools/call", "work", "alice");

    private IRateCounter _counter = null!;

    protected abstract IRateCounter Create();

    [SetUp]
    public void CreateCounter() => _counter = Create();

    [Test]
    public async Task Calls_are_counted_up_to_the_limit()
    {
        Assert.That(new[] { await TakesAsync(), await TakesAsync(), await TakesAsync(), await TakesAsync() }, Is.EqualTo(new[] { true, true, true, false }));
    }

    [Test]
    public async Task Asking_for_nothing_takes_nothing()
    {
        for (var i = 0; i < 10; i++)
            Assert.That(await TakesAsync(count: 0), Is.True);

        Assert.That(await TakesAsync(count: 3), Is.True);
        Assert.That(await TakesAsync(count: 0), Is.False);
    }

    [Test]
    public async Task Calls_that_do_not_all_have_room_take_none()
    {
        await TakesAsync(count: 2);

        Assert.That((await TakesAsync(count: 2), await TakesAsync(count: 1)), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task Each_part_of_the_key_has_its_own_counters()
    {
        await TakesAsync(count: 3);

        foreach (var other in new[]
            {
                _key with { Rule = "other" },
                _key with { Calls = 4 },
                _key with { Window = TimeSpan.FromMinutes(2) },
                _key with { Method = "prompts/get" },
                _key with { Target = "" },
                _key with { Caller = "bob" },
            })
            Assert.That(await TakesAsync(other), Is.True);
    }

    [Test]
    public async Task Concurrent_calls_get_exactly_the_room_there_is()
    {
        var key = _key with { Calls = 10 };
        var leases = await RaceAsync(_ => _counter.TakeAsync(key, 1, CancellationToken.None));

        Assert.That(leases.Count(lease => lease.IsAcquired), Is.EqualTo(10));
    }

    [Test]
    public async Task Call_makes_room_when_its_window_has_passed()
    {
        await TakesAsync(count: 3);
        Time.Advance(TimeSpan.FromSeconds(50));
        Assert.That(await TakesAsync(), Is.False);
        Time.Advance(TimeSpan.FromSeconds(10));

        Assert.That(await TakesAsync(count: 3), Is.True);
    }

    [Test]
    public async Task Window_slides()
    {
        await TakesAsync();
        Time.Advance(TimeSpan.FromSeconds(30));
        await TakesAsync(count: 2);
        Time.Advance(TimeSpan.FromSeconds(30));

        Assert.That((await TakesAsync(), await TakesAsync()), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task Call_after_the_given_wait_is_counted()
    {
        await TakesAsync(count: 3);
        var refused = await _counter.TakeAsync(_key, 1, CancellationToken.None);

        Assert.That(refused.RetryAfter, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(_key.Window));
        Time.Advance(refused.RetryAfter!.Value);
        Assert.That(await TakesAsync(), Is.True);
    }

    [Test]
    public void Aborted_request_gets_no_answer() =>
        Assert.That(async () => await _counter.TakeAsync(_key, 1, new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());

    private async Task<bool> TakesAsync(RateKey? key = null, int count = 1) =>
        (await _counter.TakeAsync(key ?? _key, count, CancellationToken.None)).IsAcquired;
}
