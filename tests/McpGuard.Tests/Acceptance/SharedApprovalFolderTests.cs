namespace McpGuard.Tests.Acceptance;

/// <summary>Servers that share a folder of approvals: one approval runs one call, and access to the folder alone grants none if they have a key.</summary>
[TestFixture]
internal sealed class SharedApprovalFolderTests
{
    private static readonly string _key = Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(value => (byte)value)]);

    private DirectoryInfo _folder = null!;
    private RefundServer _server = null!;
    private RefundServer _other = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("mcpguard-approvals-");
        _server = NewServer();
        _other = NewServer();
    }

    [TearDown]
    public async Task TearDown()
    {
        await _server.DisposeAsync();
        await _other.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Test]
    [Category("APR-4")]
    public async Task Of_many_equal_calls_at_two_servers_after_one_approval_one_runs()
    {
        await _server.ApproveAsync(await _server.OpenAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => (number % 2 == 0 ? _server : _other).CallOldAsync()));

        Assert.That((_server.Runs + _other.Runs, answers.Count(answer => answer.IsResult())), Is.EqualTo((1, 1)));
        Assert.That(
            answers.Where(answer => !answer.IsResult()).Select(answer => answer.ErrorOf().DataOf()["reason"].GetString()),
            Is.All.AnyOf("approval_used", "state_unavailable"));
    }

    [Test]
    [Category("APR-10")]
    public async Task Grant_that_was_written_into_the_folder_without_the_key_runs_nothing()
    {
        var pending = await _server.OpenAsync();
        new ApprovalFolder(_folder.FullName, new ApprovalSeal(stateKey: null)).Write(pending with
        {
            Version = 2,
            Status = ApprovalStatus.Approved,
            ValidUntil = pending.WaitsUntil,
            Votes = [new ApprovalVote(SampleApprovals.Person("bob"), true, [0], pending.RequestedAt)],
        });

        Assert.That(((await _server.CallOldAsync()).ErrorOf().Code, _server.Runs), Is.EqualTo((50303, 0)));
    }

    [Test]
    [Category("APR-10")]
    public async Task Grant_of_another_call_under_the_name_of_this_one_runs_nothing()
    {
        const string Larger = "\"arguments\":{\"amount\":999,\"to\":\"mallory\"}";
        var small = await _server.OpenAsync();
        await _server.ApproveAsync(small);
        var large = await _server.OpenAsync(Larger);
        File.Copy(FileOf($"for-{small.Binding}"), FileOf($"for-{large.Binding}"), overwrite: true);

        Assert.That(((await _server.CallOldAsync(Larger)).ErrorOf().Code, _server.Runs), Is.EqualTo((50303, 0)));
    }

    private string FileOf(string name) => Path.Combine(_folder.FullName, name);

    private RefundServer NewServer() => new(options =>
    {
        options.StateKey = _key;
        options.Approvals.Directory = _folder.FullName;
    });
}
