namespace McpGuard.Tests.Audit.Log;

/// <summary>Several processes with the same settings each have a log of their own.</summary>
internal sealed class LogPlaceTests
{
    private AuditLog _log = null!;

    [SetUp]
    public void SetUp()
    {
        _log = new();
        _log.Options.Directory = Path.Combine(_log.Root, "{instance}", "log");
    }

    [TearDown]
    public void TearDown() => _log.Dispose();

    [Test]
    public async Task Two_writers_with_the_same_settings_both_write_and_both_logs_verify()
    {
        await using (var first = _log.Open())
        {
            await using var second = _log.Open();
            await first.AppendAsync(AuditLog.Record("of-first"), AuditDurability.Flushed, CancellationToken.None);
            await second.AppendAsync(AuditLog.Record("of-second"), AuditDurability.Flushed, CancellationToken.None);

            Assert.That(new[] { first.Directory, second.Directory }, Is.EqualTo(new[] { PathOf(1), PathOf(2) }));
        }

        using var key = AuditLog.Key();
        var options = new AuditVerificationOptions();
        options.Keys.Add(key);
        Assert.That(new[] { 1, 2 }.Select(place => AuditVerifier.Verify(PathOf(place), options).Verdict), Is.All.EqualTo(AuditVerdict.Intact));
    }

    [Test]
    public async Task Later_writer_continues_the_log_of_the_first_free_place()
    {
        await using var other = _log.Open();
        for (var run = 0; run < 2; run++)
        {
            await using var file = _log.Open();
            await file.AppendAsync(AuditLog.Record("record"), AuditDurability.Flushed, CancellationToken.None);
            Assert.That(file.Directory, Is.EqualTo(PathOf(2)));
        }

        Assert.That(AuditVerifier.Verify(PathOf(2)).Records, Is.EqualTo(2));
        Assert.That(Directory.Exists(PathOf(3)), Is.False);
    }

    [Test]
    public void Place_that_cannot_be_written_to_is_an_error_and_not_a_reason_for_the_next()
    {
        Directory.CreateDirectory(Path.Combine(PathOf(1), "audit.lock"));

        Assert.Throws<LogInUseException>(() => _log.Open());
        Assert.That(Directory.Exists(PathOf(2)), Is.False);
    }

    [Test]
    public async Task Single_directory_that_is_held_is_refused_with_the_placeholder_as_the_remedy()
    {
        _log.Options.Directory = PathOf(1);
        await using var first = _log.Open();

        Assert.That(Assert.Throws<LogInUseException>(() => _log.Open())!.Message, Does.Contain(PathOf(1)).And.Contain("{instance}"));
    }

    [TestCase("/logs/{pid}")]
    [TestCase("/logs/{instance}/{Instance}")]
    [TestCase("/logs/{")]
    public void Other_braces_are_a_problem(string directory) =>
        Assert.That(AuditFileProblems.Find("S", new() { Directory = directory }).Single(), Does.StartWith("S:Directory").And.Contain("{instance}"));

    private string PathOf(int place) => _log.Options.Directory!.Contains("{instance}", StringComparison.Ordinal)
        ? _log.Options.Directory.Replace("{instance}", $"{place}", StringComparison.Ordinal)
        : Path.Combine(_log.Root, $"{place}", "log");
}
