using McpGuard.Cli.Tests.Running;

namespace McpGuard.Cli.Tests.Audit;

/// <summary>The memory of every command that reads a log does not grow with the log.</summary>
[TestFixture]
internal sealed class MemoryTests
{
    private const int Records = 200_000;
    private const long MaxHeapBytes = 48 * 1024 * 1024;

    private TestLog _log = null!;

    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        _log = new TestLog();
        await _log.WriteAsync(
            Enumerable.Range(1, Records)
                .Select(
                    number => Sample.Decision(number, subject: $"person-{number}", target: $"tool-{number}", scope: "notes:write", rule: $"rule-{number}")));
        Assert.That(_log.Segments.Sum(segment => new FileInfo(segment).Length), Is.GreaterThan(2 * MaxHeapBytes));
    }

    [OneTimeTearDown]
    public void TearDown() => _log.Dispose();

    [TestCase("verify")]
    [TestCase("stats")]
    [TestCase("report", "-o", "{report}")]
    [TestCase("query", "--reason", "allowed", "--json")]
    public async Task Command_needs_less_memory_than_the_log_is_long(string command, params string[] arguments)
    {
        var run = await Mcpguard.RunAsync(
            [
                "audit", command, _log.Directory,
                .. arguments.Select(argument => argument.Replace("{report}", _log.PathOf("report.html"), StringComparison.Ordinal)),
            ],
            MaxHeapBytes);

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        if (command == "query")
            Assert.That(run.Lines, Has.Length.EqualTo(Records));
    }
}
