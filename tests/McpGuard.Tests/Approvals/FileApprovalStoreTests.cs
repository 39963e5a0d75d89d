namespace McpGuard.Tests.Approvals;

/// <summary>The store in a folder keeps its contract, also for two processes that share the folder.</summary>
[TestFixture]
[Category("APR-4")]
internal sealed class FileApprovalStoreTests : ApprovalStoreContract
{
    private string _path = null!;
    private FileApprovalStore _store = null!;

    [TearDown]
    public void CleanUp()
    {
        _store.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    [Test]
    public async Task Of_many_concurrent_uses_through_two_stores_one_succeeds()
    {
        using var other = new FileApprovalStore(Folder(), Time);
        await _store.AddAsync(SampleApprovals.Pending(Now), new(5, 10), default);

        var used = await RaceAsync(number =>
            (number % 2 == 0 ? _store : other).TryReplaceAsync(SampleApprovals.Pending(Now) with { Version = 2, Status = ApprovalStatus.Used }, 1, default));

        Assert.That(used.Count(isUsed => isUsed), Is.EqualTo(1));
    }

    [Test]
    public async Task Only_the_own_account_can_read_the_folder_and_its_files()
    {
        if (OperatingSystem.IsWindows())
            return;

        await _store.AddAsync(SampleApprovals.Pending(Now), new(5, 10), default);

        Assert.That(File.GetUnixFileMode(_path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        Assert.That(Modes(), Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void Folder_that_others_can_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
            return;

        File.SetUnixFileMode(_path, (UnixFileMode)0b111_101_000);

        Assert.That(ApprovalFolder.FindProblem(_path), Does.StartWith($"McpGuard:Approvals:Directory is '{_path}': ").And.Contain("chmod 700"));
        Assert.That(() => Folder().Find("apr_1"), Throws.TypeOf<UnauthorizedAccessException>());
    }

    [Test]
    public void Store_works_again_when_its_folder_does()
    {
        if (OperatingSystem.IsWindows())
            return;

        File.SetUnixFileMode(_path, (UnixFileMode)0b111_101_000);
        var folder = Folder();
        Assert.That(() => folder.Find("apr_1"), Throws.TypeOf<UnauthorizedAccessException>());

        File.SetUnixFileMode(_path, (UnixFileMode)0b111_000_000);

        Assert.That(folder.Find("apr_1"), Is.Null);
    }

    [Test]
    public async Task Damaged_file_gives_no_answer()
    {
        await _store.AddAsync(SampleApprovals.Pending(Now), new(5, 10), default);
        await File.WriteAllTextAsync(Path.Combine(_path, "apr_1.json"), """{"Status":"Approved"}""");

        Assert.That(async () => await _store.FindAsync("apr_1", default), Throws.Exception);
        Assert.That(async () => await _store.FindByBindingAsync("binding", default), Throws.Exception);
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void Pipe_in_the_folder_is_an_error_that_names_it()
    {
        var pipe = Pipes.Make(Path.Combine(_path, "apr_1.json"));

        var find = _store.FindAsync("apr_1", default).AsTask();

        Assert.That(async () => await find.WaitAsync(TimeSpan.FromSeconds(30)), Throws.InstanceOf<IOException>().With.Message.Contains(pipe));
    }

    [TestCase("\"Votes\":[],")]
    [TestCase("\"Actors\":[{\"Issuer\":\"https://authority.example\",\"Subject\":\"agent\",\"Person\":\"agent\"}],")]
    [TestCase("\"Roles\":[],")]
    public async Task File_without_a_member_gives_no_answer(string member)
    {
        await _store.AddAsync(SampleApprovals.Pending(Now), new(5, 10), default);
        var file = Path.Combine(_path, "apr_1.json");
        var text = await File.ReadAllTextAsync(file);
        Assert.That(text, Does.Contain(member));
        await File.WriteAllTextAsync(file, text.Replace(member, "", StringComparison.Ordinal));

        Assert.That(async () => await _store.FindAsync("apr_1", default), Throws.TypeOf<System.Text.Json.JsonException>());
    }

    [Test]
    public async Task File_under_the_name_of_another_gives_no_answer()
    {
        await _store.AddAsync(SampleApprovals.Pending(Now), new(5, 10), default);
        await _store.AddAsync(SampleApprovals.Pending(Now, "apr_2", "binding-2"), new(5, 10), default);
        File.Copy(Path.Combine(_path, "apr_1.json"), Path.Combine(_path, "apr_2.json"), overwrite: true);
        Assert.That(async () => await _store.FindByBindingAsync("binding-2", default), Throws.TypeOf<System.Text.Json.JsonException>());

        File.Copy(Path.Combine(_path, "for-binding"), Path.Combine(_path, "for-binding-2"), overwrite: true);
        Assert.That(async () => await _store.FindByBindingAsync("binding-2", default), Throws.TypeOf<System.Text.Json.JsonException>());
        Assert.That((await _store.FindByBindingAsync("binding", default))!.Id, Is.EqualTo("apr_1"));
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private IEnumerable<UnixFileMode> Modes() => Directory.GetFiles(_path).Select(File.GetUnixFileMode);

    protected override IApprovalStore Create()
    {
        _path = Path.Combine(Path.GetTempPath(), $"approvals-{Guid.NewGuid():N}");
        Assert.That(ApprovalFolder.FindProblem(_path), Is.Null);
        return _store = new(Folder(), Time);
    }

    private ApprovalFolder Folder() => new(_path, new ApprovalSeal(stateKey: null));
}
