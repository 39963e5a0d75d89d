namespace McpGuard.TestSupport;

/// <summary>What each <see cref="ITaskOwnerStore"/> has to do.</summary>
internal abstract class TaskOwnerStoreContract : StoreContract
{
    private ITaskOwnerStore _store = null!;

    /// <summary>More tasks than one caller may have remembered.</summary>
    protected abstract int MoreThanAShare { get; }

    protected abstract ITaskOwnerStore Create();

    [SetUp]
    public void CreateStore() => _store = Create();

    [Test]
    public async Task Owner_is_found_as_it_was_added()
    {
        await AddAsync("task", "alice");

        Assert.That(await FindAsync("task"), Is.EqualTo(new TaskOwner("alice", "tools/call", "work")));
        Assert.That(await FindAsync("TASK"), Is.Null);
        Assert.That(await FindAsync(""), Is.Null);
    }

    [Test]
    public async Task First_owner_keeps_the_task()
    {
        Assert.That(await AddAsync("task", "alice"), Is.True);
        Assert.That(await AddAsync("task", "mallory"), Is.False);
        Assert.That((await FindAsync("task"))!.Caller, Is.EqualTo("alice"));
    }

    [Test]
    public async Task Of_many_concurrent_owners_one_wins()
    {
        var won = await RaceAsync(number => AddAsync("task", $"caller-{number}"));

        Assert.That(won.Count(isFirst => isFirst), Is.EqualTo(1));
        Assert.That((await FindAsync("task"))!.Caller, Is.EqualTo($"caller-{Array.IndexOf(won, true)}"));
    }

    [Test]
    public async Task Owner_is_remembered_for_the_given_time()
    {
        await AddAsync("task", "alice", TimeSpan.FromMinutes(1));

        Time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Assert.That(await FindAsync("task"), Is.Not.Null);
        Time.Advance(TimeSpan.FromTicks(1));
        Assert.That(await FindAsync("task"), Is.Null);
        Assert.That(await AddAsync("task", "bob"), Is.True);
    }

    [Test]
    public async Task Caller_with_too_many_tasks_loses_only_its_own_oldest()
    {
        await AddAsync("kept", "alice");
        for (var i = 0; i < MoreThanAShare; i++)
            await AddAsync($"{i}", "mallory");

        Assert.That(await FindAsync("kept"), Is.Not.Null);
        Assert.That(await FindAsync("0"), Is.Null);
        Assert.That(await FindAsync($"{MoreThanAShare - 1}"), Is.Not.Null);
    }

    [Test]
    public void Aborted_request_gets_no_answer() =>
        Assert.That(async () => await _store.FindAsync("task", new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());

    private ValueTask<bool> AddAsync(string id, string caller, TimeSpan? keep = null) =>
        _store.TryAddAsync(id, new(caller, "tools/call", "work"), keep ?? TimeSpan.FromDays(1), CancellationToken.None);

    private ValueTask<TaskOwner?> FindAsync(string id) => _store.FindAsync(id, CancellationToken.None);
}
