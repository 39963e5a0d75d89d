using System.Runtime.Versioning;

namespace McpGuard.Tests.Audit.Files;

/// <summary>Only the owner reads what the audit writes, unless an option names the group.</summary>
[UnsupportedOSPlatform("windows")]
[Platform(Exclude = "Win")]
internal sealed class FileAccessModeTests
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private AuditLog _log = null!;

    [SetUp]
    public void SetUp() => _log = new();

    [TearDown]
    public void TearDown() => _log.Dispose();

    [TestCase(AuditFileReaders.Owner, Owner, Owner | UnixFileMode.UserExecute)]
    [TestCase(AuditFileReaders.Group, Owner | UnixFileMode.GroupRead, Owner | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute)]
    public async Task Log_is_created_for_its_readers(AuditFileReaders readers, UnixFileMode file, UnixFileMode directory)
    {
        _log.Options.Readers = readers;
        await _log.WriteAsync(1);

        Assert.That(File.GetUnixFileMode(_log.Directory), Is.EqualTo(directory));
        Assert.That(File.GetUnixFileMode(_log.Segments.Single()), Is.EqualTo(file));
        Assert.That(File.GetUnixFileMode(Path.Combine(_log.Directory, "audit.lock")), Is.EqualTo(Owner), "only writers need the lock");
    }

    [TestCase(AuditFileReaders.Owner, Owner)]
    [TestCase(AuditFileReaders.Group, Owner | UnixFileMode.GroupRead)]
    public void Export_is_created_for_its_readers(AuditFileReaders readers, UnixFileMode mode)
    {
        var path = Path.Combine(_log.Root, "events.jsonl");
        using (new OcsfFile(path, readers: readers))
            Assert.That(File.GetUnixFileMode(path), Is.EqualTo(mode));
    }

    [Test]
    public void File_that_exists_keeps_its_mode()
    {
        var path = Path.Combine(_log.Root, "events.jsonl");
        File.WriteAllText(path, "");
        File.SetUnixFileMode(path, Owner);

        using (new OcsfFile(path, readers: AuditFileReaders.Group))
            Assert.That(File.GetUnixFileMode(path), Is.EqualTo(Owner));
    }
}
