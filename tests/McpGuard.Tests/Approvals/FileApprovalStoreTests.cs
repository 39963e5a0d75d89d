using System.Runtime.Versioning;

namespace McpGuard.Tests.Approvals;

/// <summary>The store in a folder keeps its contract, also for two processes that share the folder.</summary>
[TestFixture]
[Category("APR-4")]
internal sealed class FileApprovalStoreTests : DurableApprovalStoreContract
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode WithGroup = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    private TestFolder _folder = null!;

    [TearDown]
    public void CleanUp() => _folder.Dispose();

    [Test]
    public async Task Of_many_concurrent_uses_through_two_stores_one_succeeds()
    {
        var other = _folder.NewStore(Time);
        await Store.AddAsync(SampleApprovals.Pending(Now), new(5, 10), default);

        var used = await RaceAsync(number =>
            (number % 2 == 0 ? Store : other).TryReplaceAsync(SampleApprovals.Pending(Now) with { Version = 2, Status = ApprovalStatus.Used }, 1, default));

        Assert.That(used.Count(isUsed => isUsed), Is.EqualTo(1));
    }

    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public async Task Only_the_own_account_can_read_the_folder_and_its_files()
    {
        await Store.AddAsync(SampleApprovals.Pending(Now), new(5, 10), default);

        Assert.That(File.GetUnixFileMode(_folder.Location), Is.EqualTo(OwnerOnly));
        Assert.That(Directory.GetFiles(_folder.Location).Select(File.GetUnixFileMode), Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public void Folder_that_others_can_read_is_refused_at_the_start()
    {
        File.SetUnixFileMode(_folder.Location, WithGroup);

        Assert.That(
            ApprovalFolder.FindProblem(_folder.Location),
            Does.StartWith($"McpGuard:Approvals:Directory is '{_folder.Location}': ").And.Contain("chmod 700"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public async Task Folder_that_others_get_access_to_gives_no_answer_until_they_lose_it()
    {
        await Store.AddAsync(SampleApprovals.Pending(Now), new(5, 10), default);
        File.SetUnixFileMode(_folder.Location, WithGroup);

        Assert.That(async () => await Store.FindAsync("apr_1", default), Throws.TypeOf<UnauthorizedAccessException>().With.Message.Contains("chmod 700"));
        Assert.That(async () => await Store.FindByBindingAsync("binding", default), Throws.TypeOf<UnauthorizedAccessException>());
        Assert.That(async () => await Store.ListAsync(onlyOpen: true, default).CountAsync(), Throws.TypeOf<UnauthorizedAccessException>());
        Assert.That(async () => await Store.AddAsync(SampleApprovals.Pending(Now), new(5, 10), default), Throws.TypeOf<UnauthorizedAccessException>());
        Assert.That(async () => await Store.TryReplaceAsync(SampleApprovals.Pending(Now), 1, default), Throws.TypeOf<UnauthorizedAccessException>());

        File.SetUnixFileMode(_folder.Location, OwnerOnly);
        Assert.That(await Store.FindAsync("apr_1", default), Is.Not.Null);
    }

    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public async Task Folder_that_disappears_is_made_anew_for_the_own_account()
    {
        await Store.AddAsync(SampleApprovals.Pending(Now), new(5, 10), default);
        Directory.Delete(_folder.Location, recursive: true);

        Assert.That(await Store.FindByBindingAsync("binding", default), Is.Null);

        Assert.That(File.GetUnixFileMode(_folder.Location), Is.EqualTo(OwnerOnly));
    }

    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public async Task Folder_that_others_make_anew_gives_no_answer()
    {
        await Store.AddAsync(SampleApprovals.Pending(Now), new(5, 10), default);
        Directory.Delete(_folder.Location, recursive: true);
        Directory.CreateDirectory(_folder.Location, WithGroup);

        Assert.That(async () => await Store.FindByBindingAsync("binding", default), Throws.TypeOf<UnauthorizedAccessException>());
    }

    // Only the administrator could use it, and its owner could write approvals into it.
    [Test]
    [Platform(Exclude = "Win")]
    [UnsupportedOSPlatform("windows")]
    public void Folder_of_another_account_is_refused()
    {
        if (Environment.UserName != "root")
            return;

        using (var chown = System.Diagnostics.Process.Start("chown", ["65534", _folder.Location]))
            chown.WaitForExit();

        Assert.That(async () => await Store.FindAsync("apr_1", default), Throws.TypeOf<UnauthorizedAccessException>().With.Message.Contains("another account"));
        Assert.That(ApprovalFolder.FindProblem(_folder.Location), Does.Contain("another account"));
    }

    [Test]
    public void Path_that_is_a_file_is_named_at_the_start()
    {
        var file = _folder.PathOf("file");
        File.WriteAllText(file, "");

        Assert.That(ApprovalFolder.FindProblem(file), Does.StartWith($"McpGuard:Approvals:Directory is '{file}': "));
    }

    [Test]
    public async Task Approval_that_is_over_leaves_no_file()
    {
        await Store.AddAsync(SampleApprovals.Pending(Now), new(5, 10), default);
        await Store.TryReplaceAsync(ApprovalTerms.Expired(SampleApprovals.Pending(Now)) with { Version = 2 }, 1, default);
        await File.WriteAllTextAsync(_folder.PathOf("apr_1.json.new"), "left over by a process that died");
        Time.Advance(TimeSpan.FromHours(2));

        await Store.AddAsync(SampleApprovals.Pending(Now, "apr_2", "binding-2"), new(5, 10), default);

        Assert.That(Directory.GetFiles(_folder.Location).Select(Path.GetFileName), Is.EquivalentTo([".lock", "apr_2.json", "for-binding-2"]));
    }

    // A reader of the folder pays for what has changed only, or a flood of requests would keep all others waiting.
    [Test]
    public async Task File_that_has_not_changed_is_not_read_again()
    {
        await Store.AddAsync(SampleApprovals.Pending(Now), new(5, 10), default);
        await Store.AddAsync(SampleApprovals.Pending(Now, "apr_2", "binding-2"), new(5, 10), default);
        var folder = _folder.Open();
        var before = folder.All().ToDictionary(approval => approval.Id);

        await Store.TryReplaceAsync(SampleApprovals.Pending(Now) with { Version = 2 }, 1, default);

        var after = folder.All().ToDictionary(approval => approval.Id);
        Assert.That(after["apr_2"], Is.SameAs(before["apr_2"]));
        Assert.That(after["apr_1"].Version, Is.EqualTo(2));
    }

    protected override IApprovalStore Create()
    {
        _folder = new(Time);
        return _folder.Store;
    }

    protected override Task DamageAsync(string id) => File.WriteAllTextAsync(_folder.PathOf($"{id}.json"), """{"Status":"Approved"}""");
}
