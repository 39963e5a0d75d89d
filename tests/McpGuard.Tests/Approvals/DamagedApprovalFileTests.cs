using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Approvals;

/// <summary>
/// A file in the folder that is not an approval concerns its own call only: it approves nothing, lifts no denial, and takes nothing from
/// other approvals.
/// </summary>
[TestFixture]
[Category("APR-11")]
internal sealed class DamagedApprovalFileTests
{
    private static readonly string _key = Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(value => (byte)value)]);

    private readonly FakeTimeProvider _time = new(Callers.Now);
    private TestFolder _folder = null!;
    private FileApprovalStore _store = null!;

    private static TestCaseData[] Damages() =>
    [
        Of("junk", path => File.WriteAllBytes(path, [0, 255, 17, 4])),
        Of("empty", path => File.WriteAllText(path, "")),
        Of("truncated", path => File.WriteAllBytes(path, File.ReadAllBytes(path)[..3])),
        Of("huge", path => Grow(path, 1L << 34)),
        Of("a directory", path => Replace(path, () => Directory.CreateDirectory(path))),
        .. OperatingSystem.IsWindows() ? [] : UnixDamages(),
    ];

    // Only files of approvals have a seal.
    private static TestCaseData[] DamagesOfApprovals() =>
    [
        .. Damages(),
        Of("without its end", path => File.WriteAllBytes(path, File.ReadAllBytes(path)[..^80])),
        Of("without its seal", path => File.WriteAllText(path, File.ReadAllText(path).Split('\n')[0])),
        Of("with another seal", path => File.WriteAllText(path, $"{File.ReadAllText(path)[..^9]}00000000\"")),
        Of("of another approval", path => File.Copy(path.Replace("apr_1", "apr_2", StringComparison.Ordinal), path, overwrite: true)),
    ];

    [SetUp]
    public async Task SetUp()
    {
        _folder = new(_time, _key);
        _store = _folder.Store;
        await _store.AddAsync(Pending(1), new(5, 10), default);
        await _store.AddAsync(Pending(2), new(5, 10), default);
        await _store.TryReplaceAsync(Pending(1) with { Version = 2, Status = ApprovalStatus.Used, UsedBy = "op-1" }, 1, default);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCaseSource(nameof(DamagesOfApprovals))]
    public void Used_approval_stays_unusable_and_opens_no_other_request(Action<string> damage)
    {
        damage(_folder.PathOf("apr_1.json"));

        Assert.That(async () => await _store.FindAsync("apr_1", default), Throws.TypeOf<InvalidDataException>().With.Message.Contains("apr_1.json"));
        Assert.That(async () => await _store.FindByBindingAsync("binding-1", default), Throws.TypeOf<InvalidDataException>());
        Assert.That(async () => await _store.AddAsync(Pending(1) with { Id = "apr_9" }, new(5, 10), default), Throws.TypeOf<InvalidDataException>());
        Assert.That(async () => await _store.TryReplaceAsync(Pending(1) with { Version = 3 }, 2, default), Throws.TypeOf<InvalidDataException>());
    }

    [TestCaseSource(nameof(DamagesOfApprovals))]
    public async Task Other_approvals_work_and_the_file_is_named(Action<string> damage)
    {
        damage(_folder.PathOf("apr_1.json"));

        Assert.That((await _store.AddAsync(Pending(3), new(5, 10), default)).Outcome, Is.EqualTo(ApprovalAddition.Added));
        Assert.That(await _store.TryReplaceAsync(Pending(2) with { Version = 2 }, 1, default), Is.True);
        Assert.That(await _store.ListAsync(onlyOpen: true, default).Select(approval => approval.Id).ToArrayAsync(), Is.EquivalentTo(["apr_2", "apr_3"]));
        Assert.That(_folder.Store.Problem, Does.Contain(_folder.PathOf("apr_1.json")));
        Assert.That(_folder.Log.Collector.GetSnapshot().Single().Message, Does.Contain(_folder.PathOf("apr_1.json")), "It is logged once.");
    }

    [TestCaseSource(nameof(Damages))]
    public async Task File_of_a_binding_that_is_damaged_lifts_no_denial(Action<string> damage)
    {
        damage(_folder.PathOf("for-binding-1"));

        Assert.That(async () => await _store.FindByBindingAsync("binding-1", default), Throws.TypeOf<InvalidDataException>());
        Assert.That(async () => await _store.AddAsync(Pending(1) with { Id = "apr_9" }, new(5, 10), default), Throws.TypeOf<InvalidDataException>());
        Assert.That((await _store.AddAsync(Pending(3), new(5, 10), default)).Outcome, Is.EqualTo(ApprovalAddition.Added));
    }

    [Test]
    public void File_of_a_binding_that_names_the_approval_of_another_call_lifts_no_denial()
    {
        File.Copy(_folder.PathOf("for-binding-2"), _folder.PathOf("for-binding-1"), overwrite: true);

        Assert.That(async () => await _store.FindByBindingAsync("binding-1", default), Throws.TypeOf<InvalidDataException>());
        Assert.That(async () => await _store.AddAsync(Pending(1) with { Id = "apr_9" }, new(5, 10), default), Throws.TypeOf<InvalidDataException>());
    }

    [Test]
    public async Task Missing_file_of_a_binding_lifts_no_denial_and_is_written_again()
    {
        File.Delete(_folder.PathOf("for-binding-1"));

        var added = await _store.AddAsync(Pending(1) with { Id = "apr_9" }, new(5, 10), default);

        Assert.That((added.Outcome, added.Approval!.Id), Is.EqualTo((ApprovalAddition.Existing, "apr_1")));
        Assert.That((await _store.FindByBindingAsync("binding-1", default))!.Status, Is.EqualTo(ApprovalStatus.Used));
    }

    [Test]
    public async Task Finding_ends_when_the_file_was_removed_and_the_call_can_ask_again()
    {
        var file = _folder.PathOf("apr_1.json");
        await File.WriteAllTextAsync(file, "");
        await _store.ListAsync(onlyOpen: true, default).CountAsync();
        Assert.That(_folder.Store.Problem, Is.Not.Null);
        File.Delete(file);

        await _store.ListAsync(onlyOpen: true, default).CountAsync();

        Assert.That(_folder.Store.Problem, Is.Null);
        Assert.That((await _store.AddAsync(Pending(1) with { Id = "apr_9" }, new(5, 10), default)).Outcome, Is.EqualTo(ApprovalAddition.Added));
    }

    [Test]
    public async Task Approval_that_is_over_and_cannot_be_deleted_takes_nothing_from_others()
    {
        File.Delete(_folder.PathOf("for-binding-1"));
        Directory.CreateDirectory(Path.Combine(_folder.PathOf("for-binding-1"), "full"));
        _time.Advance(TimeSpan.FromHours(2));

        Assert.That((await _store.AddAsync(Pending(3), new(5, 10), default)).Outcome, Is.EqualTo(ApprovalAddition.Added));
    }

    // The deserializer leaves out what is missing, and takes null as an entry.
    [TestCase("Votes", null)]
    [TestCase("Actors", null)]
    [TestCase("Demands", "[]")]
    [TestCase("Actors", "[null]")]
    [TestCase("Masked", "[null]")]
    [TestCase("Votes", "[null]")]
    [TestCase("Demands", "[null]")]
    [TestCase("Status", "99")]
    public async Task Approval_with_a_wrong_member_gives_no_answer(string member, string? value)
    {
        using var unsealed = new TestFolder(_time);
        await unsealed.Store.AddAsync(Pending(1), new(5, 10), default);
        var file = unsealed.PathOf("apr_1.json");
        var approval = System.Text.Json.Nodes.JsonNode.Parse(await File.ReadAllTextAsync(file))!.AsObject();
        Assert.That(approval.Remove(member), Is.True);
        if (value is not null)
            approval[member] = System.Text.Json.Nodes.JsonNode.Parse(value);

        await File.WriteAllTextAsync(file, approval.ToJsonString());

        Assert.That(async () => await unsealed.Store.FindAsync("apr_1", default), Throws.TypeOf<InvalidDataException>());
    }

    // An account that can write there can also write the file itself; but a mistake must not destroy what is elsewhere.
    [Test]
    [Platform(Exclude = "Win")]
    public async Task Nothing_is_written_through_a_link_or_into_a_pipe()
    {
        var elsewhere = _folder.PathOf("elsewhere");
        await File.WriteAllTextAsync(elsewhere, "mine");
        File.CreateSymbolicLink(_folder.PathOf("apr_2.json.new"), elsewhere);
        Pipes.Make(_folder.PathOf("for-binding-3.new"));

        Assert.That(await _store.TryReplaceAsync(Pending(2) with { Version = 2 }, 1, default), Is.True);
        Assert.That((await _store.AddAsync(Pending(3), new(5, 10), default)).Outcome, Is.EqualTo(ApprovalAddition.Added));

        Assert.That(await File.ReadAllTextAsync(elsewhere), Is.EqualTo("mine"));
        Assert.That((await _store.FindByBindingAsync("binding-3", default))!.Id, Is.EqualTo("apr_3"));
    }

    private static TestCaseData[] UnixDamages() =>
    [
        Of("a pipe", path => Replace(path, () => Pipes.Make(path))),
        Of("a link to nothing", path => Replace(path, () => File.CreateSymbolicLink(path, "nowhere"))),
        Of("a link to its older copy", path =>
        {
            File.Copy(path, $"{path}.old");
            Replace(path, () => File.CreateSymbolicLink(path, $"{path}.old"));
        }),
    ];

    private static TestCaseData Of(string name, Action<string> damage) => new TestCaseData(damage).SetArgDisplayNames(name);

    private static void Grow(string path, long length)
    {
        using var file = File.OpenWrite(path);
        file.SetLength(length);
    }

    private static void Replace(string path, Action create)
    {
        File.Delete(path);
        create();
    }

    private Approval Pending(int number) => SampleApprovals.Pending(_time.GetUtcNow(), $"apr_{number}", $"binding-{number}");
}
