namespace McpGuard.Tests.Audit.Writing;

/// <summary>Startup fails, and does not hang, if the directory is on a mount that does not answer.</summary>
[TestFixture]
internal sealed class HangingDirectoryTests
{
    private readonly ManualResetEventSlim _goOn = new();

    [OneTimeTearDown]
    public void Dispose() => _goOn.Dispose();

    [Test]
    public void Log_in_a_directory_that_does_not_answer_cannot_be_opened_and_the_error_names_it()
    {
        using var log = new AuditLog();
        var directory = new TimeLimitedFile(log.Directory, TimeSpan.FromMilliseconds(100));

        Assert.That(() => AuditFile.Open(log.Options, log.Signer, log.Time, Hang, directory: directory),
            Throws.TypeOf<IOException>().With.Message.Contains($"Directory '{log.Directory}'").And.Message.Contains("mount may be unreachable"));

        _goOn.Set();
        Assert.That(() => directory.IsHanging, Is.False.After(60_000, 10));
    }

    private FileStream Hang(string path, FileStreamOptions options)
    {
        _goOn.Wait();
        throw new IOException("The mount is gone.");
    }
}
