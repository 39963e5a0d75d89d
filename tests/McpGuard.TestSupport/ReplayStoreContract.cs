namespace McpGuard.TestSupport;

/// <summary>What each <see cref="IReplayStore"/> has to do.</summary>
internal abstract class ReplayStoreContract : StoreContract
{
    private IReplayStore _store = null!;

    /// <summary>More uses than one caller may have remembered.</summary>
    protected abstract int MoreThanAShare { get; }

    protected abstract IReplayStore Create();

    [SetUp]
    public void CreateStore() => _store = Create();

    [Test]
    public async Task Identifier_is_used_once()
    {
        Assert.That(await UsedAsync("1"), Is.False);
        Assert.That(await UseAsync("1"), Is.True);
        Assert.That(await UsedAsync("1"), Is.True);
        Assert.That(await UseAsync("1"), Is.False);
        Assert.That(await UseAsync("1", "bob"), Is.False, "Another caller cannot use it again.");
    }

    [Test]
    public async Task Looking_uses_nothing()
    {
        await UsedAsync("1");

        Assert.That(await UseAsync("1"), Is.True);
    }

    [Test]
    public async Task Identifiers_are_compared_exactly_and_belong_to_their_kind()
    {
        await UseAsync("a");

        Assert.That(await UseAsync("A"), Is.True);
        Assert.That(await UseAsync("a "), Is.True);
        Assert.That(await UseAsync("a", kind: ReplayKind.DeviceAssertion), Is.True);
        Assert.That(await UsedAsync("b"), Is.False);
    }

    [TestCase(ReplayKind.RequestState)]
    [TestCase(ReplayKind.DeviceAssertion)]
    [TestCase(ReplayKind.Token)]
    public async Task Identifier_that_could_have_been_used_before_the_store_started_is_refused(ReplayKind kind)
    {
        var began = Now;
        Time.Advance(TimeSpan.FromMinutes(1));

        Assert.That(await UseAsync("1", kind: kind, from: began - TimeSpan.FromTicks(1)), Is.False);
        Assert.That(await UseAsync("1", kind: kind, from: began), Is.True);
    }

    [Test]
    public async Task Of_many_concurrent_uses_one_wins()
    {
        for (var round = 0; round < 20; round++)
        {
            var won = await RaceAsync(number => UseAsync($"{round}", $"caller-{number}"));
            Assert.That(won.Count(isFirst => isFirst), Is.EqualTo(1));
        }
    }

    [Test]
    public async Task Use_is_remembered_until_the_given_time()
    {
        await UseAsync("1", minutes: 1);

        Time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Assert.That((await UsedAsync("1"), await UseAsync("1")), Is.EqualTo((true, false)));
        Time.Advance(TimeSpan.FromTicks(1));
        Assert.That(await UseAsync("1"), Is.True);
    }

    [Test]
    public async Task Caller_that_fills_its_share_is_refused_and_leaves_room_for_others()
    {
        var used = new List<string>();
        for (var i = 0; i < MoreThanAShare; i++)
        {
            if (await UseAsync($"{i}", "mallory"))
                used.Add($"{i}");
        }

        Assert.That(used, Has.Count.GreaterThan(0).And.Count.LessThan(MoreThanAShare));
        Assert.That(await UseAsync("alice's"), Is.True);
        foreach (var id in used)
            Assert.That(await UsedAsync(id), Is.True, "No use is forgotten to make room.");
    }

    [Test]
    public void Aborted_request_gets_no_answer()
    {
        var aborted = new CancellationToken(canceled: true);

        Assert.That(
            async () => await _store.TryUseAsync(new(ReplayKind.RequestState, "1"), "alice", Now, Now.AddMinutes(1), aborted),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await _store.IsUsedAsync(new(ReplayKind.RequestState, "1"), aborted), Throws.InstanceOf<OperationCanceledException>());
    }

    private ValueTask<bool> UseAsync(
        string id, string caller = "alice", int minutes = 15, ReplayKind kind = ReplayKind.RequestState, DateTimeOffset? from = null) =>
        _store.TryUseAsync(new(kind, id), caller, from ?? Now, Now.AddMinutes(minutes), CancellationToken.None);

    private ValueTask<bool> UsedAsync(string id) => _store.IsUsedAsync(new(ReplayKind.RequestState, id), CancellationToken.None);
}
