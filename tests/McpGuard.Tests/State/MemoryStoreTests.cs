namespace McpGuard.Tests.State;

/// <summary>The stores in memory keep their contracts.</summary>
[TestFixture]
[Category("MRT-4")]
internal sealed class MemoryReplayStoreTests : ReplayStoreContract
{
    protected override int MoreThanAShare => (MemoryReplayStore.MaxEntries / 10) + 1;

    protected override IReplayStore Create() => new MemoryReplayStore(Time);
}

/// <inheritdoc cref="MemoryReplayStoreTests"/>
[TestFixture]
[Category("TSK-2")]
internal sealed class MemoryTaskOwnerStoreTests : TaskOwnerStoreContract
{
    protected override int MoreThanAShare => (MemoryTaskOwnerStore.MaxTasks / 10) + 1;

    protected override ITaskOwnerStore Create() => new MemoryTaskOwnerStore(Time);
}

/// <inheritdoc cref="MemoryReplayStoreTests"/>
[TestFixture]
internal sealed class MemoryRateCounterTests : RateCounterContract
{
    protected override IRateCounter Create() => new MemoryRateCounter(Time);

    [Test]
    public async Task Counters_that_are_no_longer_used_are_removed()
    {
        var counter = new MemoryRateCounter(Time);
        for (var caller = 0; caller < 3000; caller++)
        {
            Assert.That((await TakeAsync(counter, $"caller-{caller}")).IsAcquired, Is.True);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(counter.Count, Is.LessThan(200));
    }

    [Test]
    public async Task Counter_in_use_outlives_its_first_window()
    {
        var counter = new MemoryRateCounter(Time);
        await TakeAsync(counter, "alice");
        for (var other = 0; other < 200; other++)
        {
            await TakeAsync(counter, $"caller-{other}");
            Time.Advance(TimeSpan.FromMilliseconds(295));
        }

        await TakeAsync(counter, "alice", calls: 1);
        Time.Advance(TimeSpan.FromSeconds(30));
        for (var other = 0; other < 500; other++)
            await TakeAsync(counter, $"more-{other}");

        Assert.That((await TakeAsync(counter, "alice", calls: 2)).IsAcquired, Is.False, "One of the last half minute still counts.");
    }

    private static ValueTask<RateLease> TakeAsync(MemoryRateCounter counter, string caller, int calls = 1) =>
        counter.TakeAsync(new("rule", 2, TimeSpan.FromMinutes(1), "", "", caller), calls, CancellationToken.None);
}

/// <summary>The same, where each call really waits.</summary>
[TestFixture]
internal sealed class RemoteReplayStoreTests : ReplayStoreContract
{
    protected override int MoreThanAShare => (MemoryReplayStore.MaxEntries / 10) + 1;

    protected override IReplayStore Create() => new RemoteStores(Time);
}
