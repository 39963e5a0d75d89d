namespace McpGuard.Tests.Approvals;

/// <summary>With a state key, the store in a folder keeps its contract, and a file without the seal of the key gives no answer.</summary>
[TestFixture]
[Category("APR-10")]
internal sealed class SealedApprovalStoreTests : DurableApprovalStoreContract
{
    private static readonly string _key = Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(value => (byte)value)]);
    private static readonly string _otherKey = Convert.ToBase64String(new byte[32]);

    private TestFolder _folder = null!;

    private static IEnumerable<TestCaseData> Forgeries()
    {
        yield return new TestCaseData((string?)null).SetArgDisplayNames("no key");
        yield return new TestCaseData(_otherKey).SetArgDisplayNames("another key");
    }

    [TearDown]
    public void CleanUp() => _folder.Dispose();

    [TestCaseSource(nameof(Forgeries))]
    public async Task Approval_that_was_written_without_the_key_gives_no_answer(string? key)
    {
        await Store.AddAsync(SampleApprovals.Pending(Now), new(5, 10), default);
        _folder.Open(key).Write(SampleApprovals.Pending(Now) with { Version = 2, Status = ApprovalStatus.Approved });

        Assert.That(async () => await Store.FindAsync("apr_1", default), Throws.TypeOf<InvalidDataException>().With.Message.Contains("StateKey"));
        Assert.That(async () => await Store.FindByBindingAsync("binding", default), Throws.Exception);
        Assert.That(
            async () => await Store.TryReplaceAsync(SampleApprovals.Pending(Now) with { Version = 3, Status = ApprovalStatus.Used }, 2, default),
            Throws.Exception);
    }

    [Test]
    public async Task Changed_member_gives_no_answer()
    {
        await Store.AddAsync(SampleApprovals.Pending(Now), new(5, 10), default);
        var file = _folder.PathOf("apr_1.json");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("\"amount\":100", "\"amount\":999", StringComparison.Ordinal));

        Assert.That(async () => await Store.FindAsync("apr_1", default), Throws.TypeOf<InvalidDataException>().With.Message.Contains("StateKey"));
    }

    [Test]
    public async Task Reader_without_a_key_reads_sealed_files()
    {
        await Store.AddAsync(SampleApprovals.Pending(Now), new(5, 10), default);

        Assert.That(_folder.Open().All().Single().Id, Is.EqualTo("apr_1"));
    }

    protected override IApprovalStore Create()
    {
        _folder = new(Time, _key);
        return _folder.Store;
    }

    protected override Task DamageAsync(string id)
    {
        var file = _folder.PathOf($"{id}.json");
        return File.WriteAllTextAsync(file, File.ReadAllText(file).Replace("refund", "payout", StringComparison.Ordinal));
    }
}
