using System.ComponentModel;
using McpGuard.Cli.Tests.Running;

namespace McpGuard.Cli.Tests.Audit;

/// <summary>What is asked in a way that cannot be answered ends with exit code 2 and a sentence, never with a stack trace.</summary>
[TestFixture]
internal sealed class UsageTests
{
    private TestLog _log = null!;

    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        _log = new TestLog();
        await _log.WriteAsync([Sample.Decision(1)]);
        await File.WriteAllTextAsync(_log.PathOf("empty.txt"), "");
        await File.WriteAllTextAsync(_log.PathOf("words.txt"), "no such thing");
    }

    [OneTimeTearDown]
    public void TearDown() => _log.Dispose();

    [TestCase("", "Required command")]
    [TestCase("audit", "Required command")]
    [TestCase("audit query", "DIR")]
    [TestCase("audit query {missing}", "missing")]
    [TestCase("audit query {root}", "no audit log")]
    [TestCase("audit stats {root}", "no audit log")]
    [TestCase("audit report {root} -o report.html", "no audit log")]
    [TestCase("audit query {log} --effect denied", "one of allow, deny, would_deny")]
    [TestCase("audit query {log} --reason because", "scope_insufficient")]
    [TestCase("audit query {log} --reason scope_insuficient", "did you mean 'scope_insufficient'?")]
    [TestCase("audit query {log} --efect deny", "did you mean '--effect'?")]
    [TestCase("audit querry {log}", "did you mean 'query'?")]
    [TestCase("audti", "did you mean 'audit'?")]
    [TestCase("policy lintt", "did you mean 'lint'?")]
    [TestCase("token inspect {words}", "--settings")]
    [TestCase("audit query {log} --from yesterday", "not a time")]
    [TestCase("audit query {log} --from 11/23/2026", "not a time")]
    [TestCase("audit query {log} --limit 0", "at least 1")]
    [TestCase("audit query {log} --limit 1000000", "--json")]
    [TestCase("audit query {log} --colour red", "--colour")]
    [TestCase("audit verify {log} --key {missing}", "missing")]
    [TestCase("audit verify {log} --key {words}", "no ECDSA key")]
    [TestCase("audit verify {log} --key {empty}", "no ECDSA key")]
    [TestCase("audit verify {log} --checkpoint {words}", "not the line of a checkpoint")]
    [TestCase("audit query {log} --follow --limit 5", "without --limit")]
    [TestCase("completion fish", "one of bash, zsh, pwsh")]
    [TestCase("completion bsh", "did you mean 'bash'?")]
    [TestCase("authority --hold-to-registred-scopes", "did you mean '--hold-to-registered-scopes'?")]
    [TestCase("token issue", "--scope")]
    [TestCase("audit prove {log}", "--seq")]
    [TestCase("audit prove {log} --seq x", "x")]
    [TestCase("audit prove {log} --seq 1 -o {missing}/proof.json", "missing")]
    [TestCase("audit check-proof {words}", "--key")]
    [TestCase("audit check-proof {words} --key {key}", "not a proof")]
    [TestCase("audit report {log}", "--output")]
    [TestCase("audit report {log} -o {missing}/report.html", "missing")]
    public async Task Failed_command_reports_the_reason(string command, string why)
    {
        var arguments = command
            .Replace("{log}", _log.Directory, StringComparison.Ordinal)
            .Replace("{root}", _log.PathOf(""), StringComparison.Ordinal)
            .Replace("{key}", _log.Key, StringComparison.Ordinal)
            .Replace("{missing}", _log.PathOf("missing"), StringComparison.Ordinal)
            .Replace("{words}", _log.PathOf("words.txt"), StringComparison.Ordinal)
            .Replace("{empty}", _log.PathOf("empty.txt"), StringComparison.Ordinal)
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);

        var run = await Mcpguard.RunAsync(arguments);

        Assert.That((run.ExitCode, run.Output), Is.EqualTo((2, "")), run.Errors);
        Assert.That(run.Errors, Does.Contain(why).And.Not.Contain("   at "));
    }

    [TestCase("audit query {log} --efect deny", "'--efect' is not known here, did you mean '--effect'?")]
    [TestCase("audit query --efect deny {log}", "'--efect' is not known here, did you mean '--effect'?")]
    [TestCase("audit querry {log} --effect deny", "'querry' is not known here, did you mean 'query'?")]
    [TestCase("token issue --scop files:read --actor agent-1", "'--scop' is not known here, did you mean '--scope'?")]
    [TestCase("policy test --hlep", "'--hlep' is not known here, did you mean '--help'?")]
    public async Task Mistyped_word_is_one_error(string command, string error)
    {
        var run = await Mcpguard.RunAsync(command.Replace("{log}", _log.Directory, StringComparison.Ordinal).Split(' '));

        Assert.That((run.ExitCode, run.Output, run.Errors), Is.EqualTo((2, "", $"{error}\nUse --help for help.\n")));
    }

    [TestCase(false, "")]
    [TestCase(true, "\e[31m")]
    public void Fault_of_the_tool_is_one_line_without_a_trace(bool red, string start)
    {
        using var errors = new StringWriter();

        var exitCode = Mcpguard.RunInProcess(["token", "inspect", "-", "--settings", _log.PathOf("words.txt")], new BrokenInput(), errors, red);

        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(errors.ToString(), Does.StartWith($"{start}The command failed, which is a fault of mcpguard. NotSupportedException: broken"));
        Assert.That(errors.ToString().TrimEnd().Split('\n'), Has.Length.EqualTo(1));
    }

    [TestCase(null, true)]
    [TestCase("1", false)]
    public async Task Error_on_a_terminal_is_red_unless_colours_are_off(string? noColor, bool isRed)
    {
        try
        {
            // It gives the tool a terminal.
            var (_, output, _) = await StartedProgram.RunAsync(
                "script", ["-qec", $"dotnet {Mcpguard.Dll} audti", "/dev/null"], new Dictionary<string, string?> { ["NO_COLOR"] = noColor });

            Assert.That(output, isRed ? Does.Contain("\e[31m'audti' is not known here") : Does.Contain("'audti'").And.Not.Contain("\e[31m"));
        }
        catch (Win32Exception)
        {
            Assert.Ignore("This test needs the command script.");
        }
    }

    [Test]
    public async Task Help_succeeds()
    {
        var run = await Mcpguard.RunAsync("audit", "query", "--help");

        Assert.That((run.ExitCode, run.Errors), Is.EqualTo((0, "")));
        Assert.That(run.Output, Does.Contain("--effect").And.Contain("allow, deny, would_deny"));
    }

    private sealed class BrokenInput : TextReader
    {
        public override int ReadBlock(Span<char> buffer) => throw new NotSupportedException("broken");
    }
}
