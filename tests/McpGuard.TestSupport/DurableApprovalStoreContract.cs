namespace McpGuard.TestSupport;

/// <summary>
/// What each <see cref="IApprovalStore"/> outside of the process has to do in addition: an approval that it cannot read concerns only its
/// own call, and has no answer. It may have been denied or used.
/// </summary>
internal abstract class DurableApprovalStoreContract : ApprovalStoreContract
{
    /// <summary>Makes an approval in the store unreadable.</summary>
    protected abstract Task DamageAsync(string id);

    [TestCase(ApprovalStatus.Pending)]
    [TestCase(ApprovalStatus.Approved)]
    [TestCase(ApprovalStatus.Denied)]
    [TestCase(ApprovalStatus.Used)]
    public async Task Damaged_approval_has_no_answer_and_is_not_replaced(ApprovalStatus status)
    {
        var pending = SampleApprovals.Pending(Now);
        await Store.AddAsync(pending, new(5, 10), default);
        await Store.TryReplaceAsync(pending with { Version = 2, Status = status }, 1, default);
        await DamageAsync("apr_1");

        Assert.That(async () => await Store.FindAsync("apr_1", default), Throws.TypeOf<InvalidDataException>());
        Assert.That(async () => await Store.FindByBindingAsync("binding", default), Throws.TypeOf<InvalidDataException>());
        Assert.That(async () => await Store.AddAsync(pending with { Id = "apr_2" }, new(5, 10), default), Throws.TypeOf<InvalidDataException>());
        Assert.That(async () => await Store.TryReplaceAsync(pending with { Version = 3 }, 2, default), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public async Task Damaged_approval_takes_nothing_from_others()
    {
        await Store.AddAsync(SampleApprovals.Pending(Now), new(5, 10), default);
        await Store.AddAsync(SampleApprovals.Pending(Now, "apr_2", "binding-2"), new(5, 10), default);
        await DamageAsync("apr_1");

        Assert.That(await Store.TryReplaceAsync(SampleApprovals.Pending(Now, "apr_2", "binding-2") with { Version = 2 }, 1, default), Is.True);
        var added = await Store.AddAsync(SampleApprovals.Pending(Now, "apr_3", "binding-3"), new(5, 10), default);
        Assert.That(added.Outcome, Is.EqualTo(ApprovalAddition.Added));
        Assert.That((await Store.FindByBindingAsync("binding-2", default))!.Version, Is.EqualTo(2));
        Assert.That(await Store.ListAsync(onlyOpen: false, default).Select(approval => approval.Id).ToArrayAsync(), Is.EquivalentTo(["apr_2", "apr_3"]));
    }
}
