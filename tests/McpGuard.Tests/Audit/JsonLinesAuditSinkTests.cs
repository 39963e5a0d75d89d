using Microsoft.Extensions.Options;

namespace McpGuard.Tests.Audit;

[TestFixture]
internal sealed class JsonLinesAuditSinkTests
{
    private string _folder = "";

    private string Path => System.IO.Path.Combine(_folder, "logs", "audit.jsonl");

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("mcpguard-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Each_record_is_one_line()
    {
        using var sink = Open();

        await sink.WriteAsync(Record("a\r\nb\u2028c"), CancellationToken.None);
        await sink.WriteAsync(Record("second"), CancellationToken.None);

        Assert.That(await LinesAsync(), Is.EqualTo(new[] { Record("a\r\nb\u2028c").ToString(), Record("second").ToString() }));
    }

    [Test]
    public async Task Record_is_in_the_file_when_the_sink_has_taken_it()
    {
        using var sink = Open();

        var writing = sink.WriteAsync(Record("first"), CancellationToken.None);

        Assert.That(writing.IsCompleted, Is.True);
        await writing;
        Assert.That(await LinesAsync(), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Existing_file_is_appended_to()
    {
        using (var first = Open())
            await first.WriteAsync(Record("first"), CancellationToken.None);
        using (var second = Open())
            await second.WriteAsync(Record("second"), CancellationToken.None);

        Assert.That(await LinesAsync(), Is.EqualTo(new[] { Record("first").ToString(), Record("second").ToString() }));
    }

    [Test]
    public async Task Records_of_many_calls_at_once_do_not_mix()
    {
        using var sink = Open();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () => await sink.WriteAsync(Record($"target-{i}"), CancellationToken.None))));

        Assert.That(await LinesAsync(), Is.EquivalentTo(Enumerable.Range(0, 200).Select(i => Record($"target-{i}").ToString())));
    }

    [Test]
    [Platform(Exclude = "Win")]
    public void File_is_made_for_its_owner_only()
    {
        using var sink = Open();

        Assert.That(OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(Path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void Without_a_file_nothing_is_written()
    {
        using var sink = new JsonLinesAuditSink(Options.Create(new McpGuardOptions()));

        Assert.That(async () => await sink.WriteAsync(Record("x"), CancellationToken.None), Throws.Nothing);
        Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty);
    }

    [Test]
    public async Task Failure_is_not_swallowed()
    {
        var sink = Open();
        sink.Dispose();

        Assert.That(async () => await sink.WriteAsync(Record("x"), CancellationToken.None), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(await LinesAsync(), Is.Empty);
    }

    private JsonLinesAuditSink Open()
    {
        var options = new McpGuardOptions();
        options.Audit.File = Path;
        return new JsonLinesAuditSink(Options.Create(options));
    }

    private Task<string[]> LinesAsync() => File.ReadAllLinesAsync(Path);

    private static AuditRecord Record(string target) => new()
    {
        Time = Callers.Now,
        Event = AuditEvent.Decision,
        OperationId = "op-1",
        Transport = "stdio",
        Target = target,
    };
}
