using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Approvals;

/// <summary>A folder on a mount that does not answer blocks one thread, and no call waits for it.</summary>
[TestFixture]
[Category("APR-11")]
internal sealed class HangingApprovalFolderTests
{
    private readonly FakeTimeProvider _time = new(Callers.Now);
    private readonly ManualResetEventSlim _goOn = new();
    private TestFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new(_time);

    [TearDown]
    public void TearDown()
    {
        _goOn.Set();
        _folder.Dispose();
    }

    [OneTimeTearDown]
    public void Dispose() => _goOn.Dispose();

    [Test]
    public async Task Every_question_fails_at_once_until_the_mount_answers_again()
    {
        _goOn.Reset();
        var files = new TimeLimitedFile(_folder.Location, TimeSpan.FromMilliseconds(20));
        var store = _folder.NewStore(_time, files: files);
        Assert.That(() => files.Ask(_ => Hang()), Throws.InstanceOf<IOException>());

        Assert.That(async () => await store.FindAsync("apr_1", default), Throws.InstanceOf<IOException>());
        Assert.That(async () => await store.FindByBindingAsync("binding", default), Throws.InstanceOf<IOException>());
        Assert.That(async () => await store.ListAsync(onlyOpen: true, default).CountAsync(), Throws.InstanceOf<IOException>());
        Assert.That(async () => await store.AddAsync(Pending, new(5, 10), default), Throws.InstanceOf<IOException>());
        Assert.That(async () => await store.TryReplaceAsync(Pending, 1, default), Throws.InstanceOf<IOException>());

        _goOn.Set();
        await Eventually.IsTrueAsync(() => !files.IsHanging);
        Assert.That(await store.FindAsync("apr_1", default), Is.Null);
    }

    [Test]
    public async Task Use_that_was_given_up_before_it_began_is_never_made()
    {
        await _folder.Store.AddAsync(Pending, new(5, 10), default);
        _goOn.Reset();
        var files = new TimeLimitedFile(_folder.Location, TimeSpan.FromMilliseconds(20));
        var store = _folder.NewStore(_time, files: files);
        var hanging = files.AskAsync(_ => Hang(), default);
        var used = Pending with { Version = 2, Status = ApprovalStatus.Used };
        Assert.That(async () => await store.TryReplaceAsync(used, 1, default), Throws.InstanceOf<IOException>());
        Assert.That(async () => await hanging, Throws.InstanceOf<IOException>());

        _goOn.Set();
        await Eventually.IsTrueAsync(() => !files.IsHanging);

        Assert.That((await store.FindAsync("apr_1", default))!.Status, Is.EqualTo(ApprovalStatus.Pending));
    }

    private Approval Pending => SampleApprovals.Pending(_time.GetUtcNow());

    private bool Hang()
    {
        _goOn.Wait();
        return true;
    }
}
