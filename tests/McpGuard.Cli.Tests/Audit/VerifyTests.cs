using System.Text.Json.Nodes;
using McpGuard.Cli.Tests.Running;

namespace McpGuard.Cli.Tests.Audit;

[TestFixture]
internal sealed class VerifyTests
{
    private TestLog _log = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _log = new TestLog();
        await _log.WriteAsync(Enumerable.Range(1, 60).Select(number => Sample.Decision(number)), file =>
            (file.MaxSegmentBytes, file.CheckpointRecords, file.Durability) = (8192, 10, AuditDurability.Flushed));
    }

    [TearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public async Task Untouched_log_is_intact()
    {
        var run = await Mcpguard.RunAsync("audit", "verify", _log.Directory, "--key", _log.Key, "--require-final-checkpoint");

        Assert.That((run.ExitCode, run.Errors), Is.EqualTo((0, "")), run.Output);
        Assert.That(run.Output, Does.Contain("60 records").And.Contain("Signatures cover the records up to 60").And.EndsWith("The log is intact.\n"));
    }

    [Test]
    public async Task Changed_record_is_found_with_its_place()
    {
        _log.Edit(1, text => text.Replace("\"alice\"", "\"mallory\"", StringComparison.Ordinal));

        var run = await Mcpguard.RunAsync("audit", "verify", _log.Directory, "--key", _log.Key);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Lines[0], Does.Match("^PROBLEM  segment 2, line 2, record [0-9]+: .*\\(line_changed\\)$"));
        Assert.That(run.Output, Does.EndWith("THE LOG IS NOT INTACT.\n"));
    }

    [Test]
    public async Task Result_is_available_as_json()
    {
        _log.Edit(1, text => text.Replace("\"alice\"", "\"mallory\"", StringComparison.Ordinal));

        var run = await Mcpguard.RunAsync("audit", "verify", _log.Directory, "--json");

        var result = JsonNode.Parse(run.Output)!;
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That((bool)result["is_intact"]!, Is.False);
        Assert.That((string?)result["findings"]![0]!["kind"], Is.EqualTo("line_changed"));
        Assert.That(((int)result["findings"]![0]!["segment"]!, (int)result["findings"]![0]!["line"]!), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task Kept_checkpoint_reveals_a_cut_off_end()
    {
        var whole = await Mcpguard.RunAsync("audit", "verify", _log.Directory);
        var kept = _log.PathOf("kept.jsonl");
        await File.WriteAllTextAsync(kept, whole.Lines.Single(line => line.StartsWith("{\"checkpoint\"", StringComparison.Ordinal)) + "\n");
        Assert.That((await Mcpguard.RunAsync("audit", "verify", _log.Directory, "--checkpoint", kept)).ExitCode, Is.Zero);

        File.Delete(_log.Segments[^1]);

        var cut = await Mcpguard.RunAsync("audit", "verify", _log.Directory, "--checkpoint", kept);
        Assert.That((cut.ExitCode, cut.Output), Is.EqualTo((1, cut.Output)));
        Assert.That(cut.Output, Does.Contain("(truncated)"));
    }

    [Test]
    public async Task Key_can_have_the_name_that_its_signer_gives_it()
    {
        var last = File.ReadAllLines(_log.Segments[^1]).Last(line => line.StartsWith("{\"checkpoint\"", StringComparison.Ordinal));
        var name = AuditCheckpoint.Parse(last).KeyId;

        var right = await Mcpguard.RunAsync("audit", "verify", _log.Directory, "--key", $"{name}={_log.Key}");
        var wrong = await Mcpguard.RunAsync("audit", "verify", _log.Directory, "--key", $"another-name={_log.Key}");

        Assert.That((right.ExitCode, wrong.ExitCode), Is.EqualTo((0, 1)));
        Assert.That(wrong.Output, Does.Contain("signature_wrong"));
    }

    [Test]
    public async Task Log_that_is_gone_altogether_is_a_problem()
    {
        foreach (var segment in _log.Segments)
            File.Delete(segment);

        var run = await Mcpguard.RunAsync("audit", "verify", _log.Directory);

        Assert.That(run.ExitCode, Is.EqualTo(1));
    }
}
