using System.Text;

namespace McpGuard.Tests.Audit.Ocsf;

[TestFixture]
internal sealed class OcsfFileTests
{
    private readonly FaultyStreams _streams = new();
    private string _folder = null!;

    private string Path => System.IO.Path.Combine(_folder, "events.jsonl");

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("mcpguard-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Line_is_in_the_file_when_it_has_been_taken()
    {
        using var file = Open();

        Append(file, "first");
        Append(file, "second");

        Assert.That(Text(), Is.EqualTo("first\nsecond\n"));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void File_is_its_owners_alone()
    {
        using var file = Open();

        Assert.That(OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(Path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void Existing_file_is_continued()
    {
        File.WriteAllText(Path, "before\n");
        using var file = Open();

        Append(file, "after");

        Assert.That(Text(), Is.EqualTo("before\nafter\n"));
    }

    [Test]
    public void Line_that_a_crash_has_torn_does_not_spoil_the_next()
    {
        File.WriteAllText(Path, "whole\nhal");
        using var file = Open();

        Append(file, "after");

        Assert.That(Text(), Is.EqualTo("whole\nhal\nafter\n"));
    }

    [Test]
    public void Moved_file_stays_intact_and_a_new_one_is_started()
    {
        using var file = Open();
        Append(file, "first");

        File.Move(Path, $"{Path}.1");
        Append(file, "second");

        Assert.That((File.ReadAllText($"{Path}.1"), Text()), Is.EqualTo(("first\n", "second\n")));
    }

    [Test]
    public void Emptied_file_is_started_again()
    {
        using var file = Open();
        Append(file, "first");

        File.WriteAllText(Path, "");
        Append(file, "second");

        Assert.That(Text(), Is.EqualTo("second\n"));
    }

    [Test]
    public void Line_that_the_disk_has_no_room_for_is_taken_back()
    {
        using var file = Open();
        Append(file, "first");

        _streams.Room = 3;
        Assert.That(() => Append(file, "second"), Throws.InstanceOf<IOException>());
        _streams.Room = null;
        Append(file, "third");

        Assert.That(Text(), Is.EqualTo("first\nthird\n"));
    }

    [Test]
    public void Line_that_cannot_be_taken_back_is_ended()
    {
        using var file = Open();
        Append(file, "first");

        _streams.Room = 3;
        _streams.FailsToTruncate = true;
        Assert.That(() => Append(file, "second"), Throws.InstanceOf<IOException>());
        _streams.Room = null;
        _streams.FailsToTruncate = false;
        Append(file, "third");

        Assert.That(Text(), Is.EqualTo("first\nsec\nthird\n"));
    }

    [Test]
    public void Folder_that_has_gone_is_a_failure_until_it_is_back()
    {
        using var file = Open();
        Append(file, "first");

        Directory.Move(_folder, $"{_folder}-moved");
        Assert.That(() => Append(file, "second"), Throws.InstanceOf<IOException>());
        Directory.Move($"{_folder}-moved", _folder);
        Append(file, "third");

        Assert.That(Text(), Is.EqualTo("first\nthird\n"));
    }

    [Test]
    public void Two_writers_of_one_file_are_refused()
    {
        using var file = Open();

        Assert.That(() => new OcsfFile(Path), Throws.InstanceOf<IOException>().With.Message.Contains("Another process may be writing to it"));
    }

    [Test]
    public void Replaced_writer_reports_it_and_stops_writing_where_locks_do_not_work()
    {
        _streams.IgnoresLocks = true;
        using var first = Open();
        Append(first, "first");
        using var second = Open();

        Assert.That(() => Append(first, "refused"), Throws.InstanceOf<IOException>().With.Message.Contains("Another process has taken over"));

        Append(second, "second");
        Assert.That(Text(), Is.EqualTo("first\nsecond\n"));
    }

    [Test]
    public void Closed_file_takes_nothing()
    {
        var file = Open();
        file.Dispose();

        Assert.That(() => Append(file, "late"), Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void Lines_of_many_threads_stay_whole()
    {
        using var file = Open();

        Parallel.For(0, 200, i => Append(file, new string((char)('a' + (i % 26)), 1 + i)));

        Assert.That(
            File.ReadAllLines(Path).Select(line => (line.Length, line.Distinct().Count())),
            Is.EquivalentTo(Enumerable.Range(1, 200).Select(length => (length, 1))));
    }

    private OcsfFile Open() => new(Path, _streams.Open);

    private static void Append(OcsfFile file, string line) => file.Append(Encoding.UTF8.GetBytes($"{line}\n"));

    private string Text() => File.ReadAllText(Path);
}
