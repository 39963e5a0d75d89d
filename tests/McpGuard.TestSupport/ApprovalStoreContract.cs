namespace McpGuard.TestSupport;

/// <summary>What each <see cref="IApprovalStore"/> has to do.</summary>
internal abstract class ApprovalStoreContract : StoreContract
{
    private static readonly ApprovalLimits _limits = new(5, 1000);

    private IApprovalStore _store = null!;

    protected IApprovalStore Store => _store;

    protected abstract IApprovalStore Create();

    [SetUp]
    public void CreateStore() => _store = Create();

    [Test]
    public async Task Approval_is_found_as_it_was_added()
    {
        var added = await AddAsync(SampleApprovals.Pending(Now));

        Assert.That(added.Outcome, Is.EqualTo(ApprovalAddition.Added));
        foreach (var found in new[] { await FindAsync("apr_1"), await _store.FindByBindingAsync("binding", default) })
        {
            Assert.That(
                (found!.Id, found.Binding, found.Version, found.Status, found.Tool), Is.EqualTo(("apr_1", "binding", 1L, ApprovalStatus.Pending, "refund")));
            Assert.That(
                (found.Subject, found.Actors[0], found.RequestedAt, found.WaitsUntil),
                Is.EqualTo((SampleApprovals.Person("alice"), SampleApprovals.Person("agent"), Now, Now.AddMinutes(30))));
            Assert.That(found.Arguments.GetRawText(), Is.EqualTo("""{"amount":100}"""));
            Assert.That(
                (found.Demands[0].Rule, found.Demands[0].Groups[0], found.Demands[0].ValidFor),
                Is.EqualTo(("declaration", "finance-leads", TimeSpan.FromMinutes(5))));
        }

        Assert.That(await FindAsync("APR_1"), Is.Null);
        Assert.That(await FindAsync(""), Is.Null);
        Assert.That(await FindAsync("../apr_1"), Is.Null);
        Assert.That(await _store.FindByBindingAsync("other", default), Is.Null);
    }

    [Test]
    public async Task Approval_that_holds_is_the_answer_to_the_same_call()
    {
        await AddAsync(SampleApprovals.Pending(Now));
        var second = await AddAsync(SampleApprovals.Pending(Now.AddMinutes(30).AddTicks(-1), "apr_2"));
        Assert.That((second.Outcome, second.Approval!.Id), Is.EqualTo((ApprovalAddition.Existing, "apr_1")));

        var third = await AddAsync(SampleApprovals.Pending(Now.AddMinutes(30), "apr_3"));
        Assert.That((third.Outcome, third.Approval!.Id), Is.EqualTo((ApprovalAddition.Added, "apr_3")));
        Assert.That((await _store.FindByBindingAsync("binding", default))!.Id, Is.EqualTo("apr_3"));
        Assert.That((await FindAsync("apr_1"))!.Id, Is.EqualTo("apr_1"));
    }

    [Test]
    public async Task Of_many_equal_concurrent_requests_one_is_added()
    {
        var added = await RaceAsync(number => AddAsync(SampleApprovals.Pending(Now, $"apr_{number}")));

        Assert.That(added.Count(one => one.Outcome == ApprovalAddition.Added), Is.EqualTo(1));
        Assert.That(added.Select(one => one.Approval!.Id).Distinct(), Has.Exactly(1).Items);
    }

    [Test]
    public async Task Of_many_concurrent_changes_of_one_version_one_is_made()
    {
        await AddAsync(SampleApprovals.Pending(Now));

        var changed = await RaceAsync(number =>
            _store.TryReplaceAsync(SampleApprovals.Pending(Now) with { Version = 2, Status = ApprovalStatus.Used, UsedBy = $"{number}" }, 1, default));

        Assert.That(changed.Count(isChanged => isChanged), Is.EqualTo(1));
        Assert.That((await FindAsync("apr_1"))!.UsedBy, Is.EqualTo($"{Array.IndexOf(changed, true)}"));
    }

    [Test]
    public async Task Change_of_another_version_or_of_nothing_is_not_made()
    {
        await AddAsync(SampleApprovals.Pending(Now));

        Assert.That(await _store.TryReplaceAsync(SampleApprovals.Pending(Now) with { Version = 3 }, 2, default), Is.False);
        Assert.That(await _store.TryReplaceAsync(SampleApprovals.Pending(Now, "apr_unknown") with { Version = 2 }, 1, default), Is.False);
        Assert.That((await FindAsync("apr_1"))!.Version, Is.EqualTo(1));
    }

    [Test]
    public async Task Requester_with_too_many_pending_approvals_leaves_room_to_others()
    {
        for (var i = 0; i < 5; i++)
            await AddAsync(SampleApprovals.Pending(Now, $"apr_{i}", $"binding-{i}"));

        Assert.That((await AddAsync(SampleApprovals.Pending(Now, "apr_5", "binding-5"))).Outcome, Is.EqualTo(ApprovalAddition.TooMany));
        Assert.That((await AddAsync(SampleApprovals.Pending(Now, "apr_6", "binding-6", "bob"))).Outcome, Is.EqualTo(ApprovalAddition.Added));
        Assert.That((await AddAsync(SampleApprovals.Pending(Now, "apr_7", "binding-7", "carol"), new(5, 6))).Outcome, Is.EqualTo(ApprovalAddition.TooMany));
    }

    // A caller is a person, a client and an actor, so one person has many callers, and so has one client or actor.
    [TestCase("person", 3)]
    [TestCase("client", 15)]
    [TestCase("actor", 15)]
    public async Task Greedy_one_leaves_room_to_others(string greedy, int share)
    {
        var limits = new ApprovalLimits(1, 30);
        for (var i = 0; i < share; i++)
            Assert.That((await AddAsync(Of(greedy, i), limits)).Outcome, Is.EqualTo(ApprovalAddition.Added), $"{i}");

        Assert.That((await AddAsync(Of(greedy, share), limits)).Outcome, Is.EqualTo(ApprovalAddition.TooMany));
        Assert.That((await AddAsync(Of("nobody", share), limits)).Outcome, Is.EqualTo(ApprovalAddition.Added));
    }

    // One human may have another subject at each application.
    [Test]
    public async Task Person_with_another_subject_at_each_client_is_one_person()
    {
        for (var i = 0; i < 4; i++)
        {
            var approval = Of("nobody", i);
            var added = await AddAsync(approval with { Subject = approval.Subject with { Person = "alice" } }, new(1, 30));
            Assert.That(added.Outcome, Is.EqualTo(i < 3 ? ApprovalAddition.Added : ApprovalAddition.TooMany));
        }
    }

    [Test]
    public async Task Decided_and_late_approvals_take_no_room()
    {
        await AddAsync(SampleApprovals.Pending(Now), new(1, 1));
        await _store.TryReplaceAsync(SampleApprovals.Pending(Now) with { Version = 2, Status = ApprovalStatus.Denied }, 1, default);

        Assert.That((await AddAsync(SampleApprovals.Pending(Now, "apr_2", "binding-2"), new(1, 1))).Outcome, Is.EqualTo(ApprovalAddition.Added));
        Assert.That((await AddAsync(SampleApprovals.Pending(Now.AddMinutes(30), "apr_3", "binding-3"), new(1, 1))).Outcome, Is.EqualTo(ApprovalAddition.Added));
    }

    [Test]
    public async Task Withdrawn_approval_takes_room_until_its_time()
    {
        await AddAsync(SampleApprovals.Pending(Now), new(1, 1));
        await _store.TryReplaceAsync(ApprovalTerms.Withdrawn(SampleApprovals.Pending(Now) with { Version = 2 }, Now), 1, default);

        Assert.That((await AddAsync(SampleApprovals.Pending(Now, "apr_2", "binding-2"), new(1, 1))).Outcome, Is.EqualTo(ApprovalAddition.TooMany));
        Assert.That((await AddAsync(SampleApprovals.Pending(Now.AddMinutes(1), "apr_2", "binding-2"), new(1, 1))).Outcome, Is.EqualTo(ApprovalAddition.Added));
    }

    [Test]
    public async Task Withdrawn_approval_is_forgotten_when_it_takes_no_room()
    {
        await AddAsync(SampleApprovals.Pending(Now));
        await _store.TryReplaceAsync(ApprovalTerms.Withdrawn(SampleApprovals.Pending(Now) with { Version = 2 }, Now), 1, default);
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await ListAsync(onlyOpen: false), Is.EqualTo(["apr_1"]));

        Time.Advance(TimeSpan.FromTicks(1));

        Assert.That(await ListAsync(onlyOpen: true), Is.Empty);
        Assert.That(await FindAsync("apr_1"), Is.Null);
    }

    [Test]
    public async Task Approvals_are_listed_with_the_newest_first()
    {
        await AddAsync(SampleApprovals.Pending(Now));
        await AddAsync(SampleApprovals.Pending(Now.AddSeconds(1), "apr_2", "binding-2"));
        await _store.TryReplaceAsync(SampleApprovals.Pending(Now) with { Version = 2, Status = ApprovalStatus.Denied }, 1, default);

        Assert.That(await ListAsync(onlyOpen: false), Is.EqualTo(["apr_2", "apr_1"]));
        Assert.That(await ListAsync(onlyOpen: true), Is.EqualTo(["apr_2"]));
    }

    [Test]
    public async Task Approval_is_kept_for_an_hour_after_it_held()
    {
        await AddAsync(SampleApprovals.Pending(Now));
        Time.Advance(TimeSpan.FromMinutes(89));
        await AddAsync(SampleApprovals.Pending(Now, "apr_2", "binding-2"));

        Assert.That(await FindAsync("apr_1"), Is.Not.Null);
    }

    // Its end has to be on record, also if no server ran at that time.
    [TestCase(ApprovalStatus.Pending)]
    [TestCase(ApprovalStatus.Approved)]
    public async Task Open_approval_is_kept_until_it_was_ended(ApprovalStatus status)
    {
        await AddAsync(SampleApprovals.Pending(Now));
        await _store.TryReplaceAsync(SampleApprovals.Pending(Now) with { Version = 2, Status = status }, 1, default);
        Time.Advance(TimeSpan.FromDays(3));
        await AddAsync(SampleApprovals.Pending(Now, "apr_2", "binding-2"));

        Assert.That(await ListAsync(onlyOpen: true), Is.EquivalentTo(["apr_1", "apr_2"]));
    }

    [Test]
    public async Task Approval_is_forgotten_with_the_first_list_after_that_hour()
    {
        var pending = SampleApprovals.Pending(Now);
        await AddAsync(pending);
        await _store.TryReplaceAsync(ApprovalTerms.Expired(pending) with { Version = 2 }, 1, default);
        Time.Advance(TimeSpan.FromMinutes(90).Add(TimeSpan.FromTicks(1)));

        Assert.That(await ListAsync(onlyOpen: false), Is.Empty);
        Assert.That(await FindAsync("apr_1"), Is.Null);
        Assert.That(await _store.FindByBindingAsync("binding", default), Is.Null);
    }

    [Test]
    public void Aborted_request_gets_no_answer() =>
        Assert.That(async () => await _store.FindAsync("apr_1", new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());

    // Each is of another caller, person, client and actor, but for what is greedy.
    private Approval Of(string greedy, int number)
    {
        string NameOf(string what) => what == greedy ? what : $"{what}-{number}";
        return SampleApprovals.Pending(Now, $"apr_{greedy}{number}", $"binding-{greedy}-{number}", $"{greedy}-caller-{number}", NameOf("person")) with
        {
            ClientId = NameOf("client"),
            Actors = [SampleApprovals.Person(NameOf("actor"))],
        };
    }

    private ValueTask<ApprovalAdded> AddAsync(Approval approval, ApprovalLimits? limits = null) => _store.AddAsync(approval, limits ?? _limits, default);

    private ValueTask<Approval?> FindAsync(string id) => _store.FindAsync(id, default);

    private async Task<string[]> ListAsync(bool onlyOpen)
    {
        var ids = new List<string>();
        await foreach (var approval in _store.ListAsync(onlyOpen, default))
            ids.Add(approval.Id);

        return [.. ids];
    }
}
