using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Tokens.Revocation;

/// <summary>What is in the file is in force within a second of its being written, and what cannot be read takes nothing back.</summary>
[TestFixture]
[Category("REV-5")]
internal sealed class RevocationFileTests
{
    private const string Alice = """{"issuer":"https://authority.example","subject":"alice"}""";
    private const string Bob = """{"issuer":"https://authority.example","subject":"bob"}""";

    private FakeTimeProvider _time = null!;
    private FakeLogger<RevocationFile> _log = null!;
    private string _folder = "";

    private string FilePath => Path.Combine(_folder, "revoked.jsonl");

    [SetUp]
    public void SetUp()
    {
        _time = new(Callers.Now);
        _log = new();
        _folder = Directory.CreateTempSubdirectory("mcpguard-").FullName;
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void File_is_in_force_from_the_start()
    {
        using var file = Open(Alice);

        Assert.That(file.IsRevoked(Callers.With()), Is.True);
        Assert.That(file.Problem, Is.Null);
    }

    [Test]
    public void Server_without_a_file_has_nothing_revoked()
    {
        using var file = new RevocationFile(Options.Create(new McpGuardOptions()), _time, _log);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.That((file.IsRevoked(Callers.With()), file.Problem, _log.Collector.Count), Is.EqualTo((false, (string?)null, 0)));
    }

    [Test]
    public void Changed_file_is_in_force_within_a_second()
    {
        using var file = Open(Bob);
        Assert.That(file.IsRevoked(Callers.With()), Is.False);

        File.AppendAllText(FilePath, $"{Alice}\n");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(file.IsRevoked(Callers.With()), Is.True);

        Write("");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(file.IsRevoked(Callers.With()), Is.False, "What the file no longer has is no longer revoked.");
    }

    [Test]
    public void File_that_is_replaced_in_one_step_is_read_again()
    {
        using var file = Open(Bob);

        File.WriteAllText($"{FilePath}.new", $"{Alice}\n");
        File.Move($"{FilePath}.new", FilePath, overwrite: true);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(file.IsRevoked(Callers.With()), Is.True);
    }

    [Test]
    public void Faulty_line_is_reported_once_and_the_others_are_in_force()
    {
        using var file = Open(Bob);

        Write("nonsense", Alice, "{}");
        _time.Advance(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(file.IsRevoked(Callers.With()), Is.True);
        Assert.That(file.Problem, Does.Contain("Line 1 ").And.Contain("Line 3 ").And.Not.Contain("Line 2 "));
        Assert.That(_log.Collector.GetSnapshot().Single().Message, Does.Contain(FilePath).And.Contain("Line 1 "));
    }

    [Test]
    public void Corrected_file_is_no_longer_a_problem()
    {
        using var file = Open(Bob);
        Write("nonsense");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(file.Problem, Is.Not.Null);

        Write(Alice);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(file.Problem, Is.Null);
    }

    [Test]
    public void Deleted_file_leaves_the_last_revocations_and_is_reported_once()
    {
        using var file = Open(Alice);

        File.Delete(FilePath);
        _time.Advance(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.That(file.IsRevoked(Callers.With()), Is.True);
        Assert.That(file.Problem, Does.Contain(FilePath));
        Assert.That(_log.Collector.Count, Is.EqualTo(1));
    }

    [Test]
    public void Restored_file_is_no_longer_a_problem()
    {
        using var file = Open(Alice);
        File.Move(FilePath, $"{FilePath}.away");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(file.Problem, Is.Not.Null);

        File.Move($"{FilePath}.away", FilePath);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(file.Problem, Is.Null);
        Assert.That(file.IsRevoked(Callers.With()), Is.True);
    }

    [Test]
    public void File_that_has_grown_too_large_leaves_the_last_revocations()
    {
        using var file = Open(Alice);

        using (var huge = File.OpenWrite(FilePath))
            huge.SetLength((64 * 1024 * 1024) + 1);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(file.IsRevoked(Callers.With()), Is.True);
        Assert.That(file.Problem, Does.Contain("too large"));
    }

    [Test]
    public void File_is_not_looked_at_after_its_end()
    {
        var file = Open(Bob);
        file.Dispose();

        Write(Alice, Bob);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.That(file.IsRevoked(Callers.With()), Is.False);
    }

    private RevocationFile Open(params string[] lines)
    {
        Write(lines);
        return new RevocationFile(Options.Create(new McpGuardOptions { RevocationFile = FilePath }), _time, _log);
    }

    private void Write(params string[] lines) => File.WriteAllLines(FilePath, lines);
}
