using McpGuard.Cli.Tests.Running;

namespace McpGuard.Cli.Tests.Audit;

/// <summary>The page as a browser shows it. Page and pictures stay in the working directory of the tests, to be looked at.</summary>
[TestFixture]
internal sealed class ReportInBrowserTests
{
    private TestLog _log = null!;
    private string _page = null!;

    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        Chromium.RequireOrIgnore();
        _log = new TestLog();
        _page = Path.Combine(TestContext.CurrentContext.WorkDirectory, "report.html");
        await _log.WriteAsync(Sample.Weeks());
        var run = await Mcpguard.RunAsync("audit", "report", _log.Directory, "-o", _page, "--key", _log.Key);
        Assert.That(run.ExitCode, Is.Zero, run.Errors);
    }

    [OneTimeTearDown]
    public void TearDown() => _log?.Dispose();

    [TestCase("light", 1, "1280,2600")]
    [TestCase("dark", 0, "1280,2600")]
    [TestCase("narrow", 1, "500,2600")]
    public async Task Page_is_shown_without_a_complaint_and_without_the_network(string name, int colorScheme, string size)
    {
        var picture = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"report-{name}.png");

        var look = await Chromium.LookAsync(_page, $"--screenshot={picture}", $"--window-size={size}", $"--blink-settings=preferredColorScheme={colorScheme}");

        Assert.That((look.Complaints, look.Requests), Is.EqualTo((Array.Empty<string>(), Array.Empty<string>())).UsingPropertiesComparer());
        Assert.That(new FileInfo(picture).Length, Is.GreaterThan(20_000));
        TestContext.AddTestAttachment(picture);
    }

    [Test]
    public async Task Page_fits_on_paper()
    {
        var paper = Path.Combine(TestContext.CurrentContext.WorkDirectory, "report.pdf");

        await Chromium.LookAsync(_page, $"--print-to-pdf={paper}", "--no-pdf-header-footer");

        Assert.That(new FileInfo(paper).Length, Is.GreaterThan(20_000));
    }

    [Test]
    public async Task Requests_and_errors_of_a_page_are_detected()
    {
        var other = _log.PathOf("other.html");
        await File.WriteAllTextAsync(other, "<img src='http://127.0.0.1:9/a.png'><script>console.error('no')</script>");

        var look = await Chromium.LookAsync(other, "--dump-dom");

        Assert.That((look.Complaints.Length, look.Requests), Is.EqualTo((1, new[] { "http://127.0.0.1:9/a.png" })).UsingPropertiesComparer());
    }
}
