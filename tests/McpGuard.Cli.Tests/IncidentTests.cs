using System.Text.Json.Nodes;
using McpGuard.Cli.Tests.Running;

namespace McpGuard.Cli.Tests;

/// <summary>Each command of the page about incidents is run in its order, on a log that a guarded server has written.</summary>
[TestFixture]
internal sealed class IncidentTests
{
    private static readonly string[] _page = File.ReadAllLines(Path.Combine(Repository.Folder, "src", "McpGuard.Audit", "INCIDENT.md"));

    private TestLog _log = null!;
    private PolicyFolder _policy = null!;
    private JsonNode _incident = null!;

    private static IEnumerable<TestCaseData> Steps()
    {
        yield return Step("audit verify", 0, "The log is intact.");
        yield return Step("audit query audit --tool", 0, "bob via agent-9", "alice via agent-1");
        yield return Step("audit query audit --actor agent-9", 0, "notes_read", "notes_write");
        yield return Step("audit query audit --actor agent-9 --effect deny", 0, "notes_write");
        yield return Step("audit stats", 0, "scope_insufficient");
        yield return Step("audit query audit --operation", 0, "\"subject\":\"bob\"", "\"event\":\"outcome\"");
        yield return Step("policy explain", 0, "recorded: allow", "notes:write");
        yield return Step("policy diff", 1, "bob via agent-9");
        yield return Step("audit prove", 0);
        yield return Step("audit check-proof", 0, "agent-9");
        yield return Step("audit report", 0);

        static TestCaseData Step(string command, int exitCode, params string[] shown) =>
            new TestCaseData(command, exitCode, shown).SetArgDisplayNames(command);
    }

    private static string[] Commands =>
        [.. _page.Where(line => line.StartsWith("mcpguard ", StringComparison.Ordinal)).Select(line => line["mcpguard ".Length..])];

    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        _policy = await PolicyFolder.CreateAsync();
        await WriteSettingsAsync("appsettings.json", "");
        await WriteSettingsAsync("stricter.json", """ "no-agent-9": { "Tools": "notes_write", "Callers": { "DeniedActors": [ "agent-9" ] } } """);
        _log = new TestLog();
        await GuardedLog.WriteAsync(
            _log,
            ("alice", "agent-1", "notes:read notes:write", "notes_write"),
            ("bob", "agent-9", "notes:read", "notes_read"),
            ("bob", "agent-9", "notes:read", "notes_write"),
            ("bob", "agent-9", "notes:read notes:write", "notes_write"));
        var checkpoint = File.ReadAllLines(_log.Segments[0]).Last(line => line.StartsWith("{\"checkpoint\"", StringComparison.Ordinal));
        await File.WriteAllTextAsync(_log.PathOf("kept.jsonl"), checkpoint);
        var found = await Mcpguard.RunAsync("audit", "query", _log.Directory, "--actor", "agent-9", "--tool", "notes_write", "--effect", "allow", "--json");
        _incident = JsonNode.Parse(found.Lines[0])!;
    }

    [OneTimeTearDown]
    public void TearDown()
    {
        _log.Dispose();
        _policy.Dispose();
    }

    [TestCaseSource(nameof(Steps))]
    public async Task Command_of_the_page_answers_its_question(string command, int exitCode, string[] shown)
    {
        if (command == "audit check-proof")
            await RunAsync("audit prove");

        var run = await RunAsync(command);

        Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Errors);
        foreach (var text in shown)
            Assert.That(run.Output, Does.Contain(text));
    }

    [Test]
    public void Each_command_of_the_page_is_a_step() =>
        Assert.That(Steps().Select(step => Find((string)step.Arguments[0]!)), Is.EquivalentTo(Commands));

    // The shortest one that begins so: a longer one has more options.
    private static string Find(string beginning) =>
        Commands.Where(command => command.StartsWith(beginning, StringComparison.Ordinal)).MinBy(command => command.Length)!;

    private Task<Mcpguard> RunAsync(string beginning) =>
        Mcpguard.RunAsync([.. Find(beginning).Split(' ').Select((argument, index) => index > 0 ? InPlace(argument) : argument)]);

    private Task WriteSettingsAsync(string file, string rules) => File.WriteAllTextAsync(_policy.PathOf(file), $$"""
        { "McpGuard": { "Authority": "https://authority.example", "Resource": "https://server.example/mcp", "Policy": { "Rules": { {{rules}} } } } }
        """);

    private string InPlace(string argument) => argument switch
    {
        "audit" => _log.Directory,
        "audit-key.pem" => _log.Key,
        "$OPERATION" => (string)_incident["operation_id"]!,
        "$SEQ" => _incident["seq"]!.ToString(),
        "appsettings.json" or "stricter.json" or "surface.json" => _policy.PathOf(argument),
        "kept.jsonl" or "proof.json" or "report.html" => _log.PathOf(argument),
        _ => argument,
    };
}
