using System.Security.Cryptography;
using System.Text.Json.Nodes;
using McpGuard.Cli.Tests.Running;

namespace McpGuard.Cli.Tests.Audit;

[TestFixture]
internal sealed class ProofTests
{
    private TestLog _log = null!;
    private string _proof = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _log = new TestLog();
        await _log.WriteAsync(Enumerable.Range(1, 20).Select(number => Sample.Decision(number)));
        _proof = _log.PathOf("proof.json");
        var made = await Mcpguard.RunAsync("audit", "prove", _log.Directory, "--seq", "7", "-o", _proof);
        Assert.That((made.ExitCode, made.Output, made.Errors), Is.EqualTo((0, "", "")));
    }

    [TearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public async Task Record_is_proved_by_its_document_and_the_key_alone()
    {
        Directory.Delete(_log.Directory, recursive: true);

        var run = await Mcpguard.RunAsync("audit", "check-proof", _proof, "--key", _log.Key);

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That((string?)JsonNode.Parse(run.Output)!["record_id"], Is.EqualTo("record-7"));
    }

    [Test]
    public async Task Document_can_go_to_standard_output()
    {
        var run = await Mcpguard.RunAsync("audit", "prove", _log.Directory, "--seq", "7");

        Assert.That(run.Output, Is.EqualTo(await File.ReadAllTextAsync(_proof)));
    }

    [Test]
    public async Task Changed_document_proves_nothing()
    {
        await File.WriteAllTextAsync(_proof, (await File.ReadAllTextAsync(_proof)).Replace("alice", "mallory", StringComparison.Ordinal));

        var run = await Mcpguard.RunAsync("audit", "check-proof", _proof, "--key", _log.Key);

        Assert.That((run.ExitCode, run.Output), Is.EqualTo((1, "")));
        Assert.That(run.Errors, Does.StartWith("NOT PROVED"));
    }

    [Test]
    public async Task Log_that_the_record_is_in_is_named_and_can_be_demanded()
    {
        var checkpoint = AuditCheckpoint.Parse((string)JsonNode.Parse(await File.ReadAllTextAsync(_proof))!["checkpoint"]!);
        var right = await Mcpguard.RunAsync("audit", "check-proof", _proof, "--key", _log.Key, "--log-id", checkpoint.Log);
        Assert.That(right.ExitCode, Is.Zero, right.Errors);
        Assert.That(right.Errors, Does.Contain(checkpoint.Log));

        // Another server can have the same key.
        var wrong = await Mcpguard.RunAsync("audit", "check-proof", _proof, "--key", _log.Key, "--log-id", "AAAAAAAAAAAAAAAAAAAAAA");
        Assert.That((wrong.ExitCode, wrong.Output), Is.EqualTo((1, "")));
        Assert.That(wrong.Errors, Does.StartWith("NOT PROVED"));
    }

    [Test]
    public async Task Key_of_another_party_proves_nothing()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var path = _log.PathOf("other.pem");
        await File.WriteAllTextAsync(path, other.ExportSubjectPublicKeyInfoPem());

        Assert.That((await Mcpguard.RunAsync("audit", "check-proof", _proof, "--key", path)).ExitCode, Is.EqualTo(1));
    }

    [TestCase("--key")]
    [TestCase("the document")]
    [Platform(Exclude = "Win")]
    public async Task File_without_an_end_is_read_only_up_to_a_bound(string argument)
    {
        var (proof, key) = argument == "--key" ? (_proof, "/dev/zero") : ("/dev/zero", _log.Key);

        var run = await Mcpguard.RunAsync("audit", "check-proof", proof, "--key", key);

        Assert.That((run.ExitCode, run.Output), Is.EqualTo((2, "")));
        Assert.That(run.Errors, Does.Contain("'/dev/zero' is too long"));
    }

    [Test]
    public async Task Record_that_is_not_there_cannot_be_proved()
    {
        var run = await Mcpguard.RunAsync("audit", "prove", _log.Directory, "--seq", "21");

        Assert.That((run.ExitCode, run.Output), Is.EqualTo((1, "")));
        Assert.That(run.Errors, Does.Contain("Record 21 is not in the log"));
    }
}
