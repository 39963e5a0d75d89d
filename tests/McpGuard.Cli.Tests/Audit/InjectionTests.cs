using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using McpGuard.Cli.Tests.Running;

namespace McpGuard.Cli.Tests.Audit;

/// <summary>Whatever a stranger calls himself or asks for is shown as that, and does nothing: in a terminal, in a page, in JSON.</summary>
[TestFixture]
[Category("LOG-5")]
internal sealed partial class InjectionTests
{
    private static readonly string[] _names =
    [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'--></style><svg/onload=alert(1)>",
        "&lt;b&gt; &amp;",
        "line\nanother\r\n",
        "a | b │ c",
        "\u2028\u2029\u0085",
        "\u001b[2J\u001b]0;title\u0007red",
        "[red]markup[/] [link=https://evil.example]x[/] [[",
        "\u202eltr\u200b\ufeff",
        "back\\slash \\u001b",
        "\u0000",
        "{\"event\":\"decision\"}",
        "=cmd|' /C calc'!A0",
        "{{x}} ${x} %n",
    ];

    private TestLog _log = null!;

    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        _log = new TestLog();
        await GuardedLog.WriteAsync(
            _log, [.. _names.SelectMany(name => new[] { ("alice", name, "notes:read", name), (name, "agent-1", "notes:read", "notes_write") })]);
    }

    [OneTimeTearDown]
    public void TearDown() => _log.Dispose();

    [TestCase("query")]
    [TestCase("stats")]
    [TestCase("verify")]
    public async Task Terminal_shows_text_and_obeys_nothing(string command)
    {
        var run = await Mcpguard.RunAsync("audit", command, _log.Directory);

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(Obeyed().Matches(run.Output + run.Errors), Is.Empty);
        if (command != "verify")
            Assert.That(
                run.Output, Does.Contain("[red]markup[/]").And.Contain(@"\u001b[2J").And.Contain(@"back\\slash").And.Contain("<script>alert(1)</script>"));
    }

    [Test]
    public async Task Json_output_is_one_line_for_each_record()
    {
        var run = await Mcpguard.RunAsync("audit", "query", _log.Directory, "--json");

        Assert.That(run.Lines, Has.All.Match("^[\\x20-\\x7e]+$"));
        Assert.That(run.Lines.Select(line => (string?)JsonNode.Parse(line)!["subject"]), Is.SupersetOf(_names));
    }

    [TestCaseSource(nameof(_names))]
    public async Task Each_is_found_by_its_name(string name)
    {
        // No process can be given a NUL.
        if (name.Contains('\0', StringComparison.Ordinal))
            return;

        var run = await Mcpguard.RunAsync("audit", "query", _log.Directory, $"--who={name}", "--json");

        Assert.That(run.Lines.Select(line => (string?)JsonNode.Parse(line)!["subject"]), Is.Not.Empty.And.All.EqualTo(name), run.Errors);
    }

    [Test]
    public async Task Page_has_no_element_and_no_character_but_its_own()
    {
        var page = await ReportAsync();

        Assert.That(Element().Matches(page).Select(match => match.Groups[1].Value).Distinct(), Is.SubsetOf(new[]
        {
            "html", "head", "meta", "title", "style", "body", "a", "header", "p", "h1", "h2", "nav", "ul", "li", "main", "section", "div", "dl", "dt", "dd",
            "strong", "svg", "g", "line", "text",
            "rect", "details", "summary", "table", "thead", "tbody", "tr", "th", "td", "bdi", "code", "span", "small", "pre", "br", "footer",
        }));
        Assert.That(Obeyed().Matches(page), Is.Empty);
        Assert.That(Handler().Matches(page), Is.Empty);
        Assert.That(page, Does.Contain("&lt;script&gt;alert(1)&lt;/script&gt;").And.Contain(@"\u202eltr"));
    }

    [Test]
    public async Task Browser_runs_no_script_and_sends_no_request()
    {
        Chromium.RequireOrIgnore();
        await ReportAsync();

        var look = await Chromium.LookAsync(_log.PathOf("report.html"), "--dump-dom");

        Assert.That((look.Complaints.Length, look.Requests.Length), Is.EqualTo((0, 0)));
        Assert.That(look.Output, Does.Not.Contain("<script").And.Not.Contain("<img").And.Contain("&lt;script&gt;"));
    }

    [Test]
    public async Task Messages_about_arguments_obey_nothing_either()
    {
        var run = await Mcpguard.RunAsync("audit", "query", _log.Directory, "--effect", "\u001b[2J[red]\u202e");

        Assert.That(Obeyed().Matches(run.Errors), Is.Empty);
    }

    private async Task<string> ReportAsync()
    {
        var path = _log.PathOf("report.html");
        await Mcpguard.RunAsync("audit", "report", _log.Directory, "-o", path, "--key", _log.Key);
        return await File.ReadAllTextAsync(path);
    }

    // Controls but the line feed, what separates lines and paragraphs, and what reorders or hides text.
    [GeneratedRegex(@"[\p{Cc}\p{Cf}\u2028\u2029-[\n]]")]
    private static partial Regex Obeyed();

    [GeneratedRegex(@"<([a-zA-Z][^\s/>]*)")]
    private static partial Regex Element();

    [GeneratedRegex(@"<[^>]*\s(?:(?:on\w+|style|src)\s*=|href=""(?!#))")]
    private static partial Regex Handler();
}
