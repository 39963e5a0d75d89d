using McpGuard.Cli.Tests.Running;
using McpGuard.Testing;

namespace McpGuard.Cli.Tests;

/// <summary>Each command of the tool that the package's page shows is run. That the tool can be installed is tried where it is packed.</summary>
[TestFixture]
internal sealed class ReadmeTests
{
    private TestLog _log = null!;
    private TestSite _site = null!;
    private DevelopmentWorld _authority = null!;
    private PolicyFolder _policy = null!;
    private DirectoryInfo _approvals = null!;

    private static IEnumerable<string> Commands => File.ReadAllLines(Page)
        .Where(line => line.StartsWith("mcpguard ", StringComparison.Ordinal));

    private static string Page => Path.Combine(Repository.Folder, "src", "McpGuard.Cli", "README.md");

    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        _site = await TestSite.StartAsync();
        _authority = await DevelopmentWorld.StartAsync();
        _policy = await PolicyFolder.CreateAsync();
        _approvals = Directory.CreateTempSubdirectory("mcpguard-approvals-");
        _policy.WriteSettings("new.json", "");
        _log = new TestLog();
        await _log.WriteAsync([Sample.Decision(1) with { ScopesGranted = ["notes:read"] }]);
        var checkpoint = File.ReadAllLines(_log.Segments[0]).Last(line => line.StartsWith("{\"checkpoint\"", StringComparison.Ordinal));
        await File.WriteAllTextAsync(_log.PathOf("kept.jsonl"), checkpoint);
        await File.WriteAllTextAsync(_log.PathOf("token.txt"), TestSite.Token);
        using var authority = new TestAuthority("https://login.example.com");
        using var wire = new HttpClient(authority.CreateBackchannel());
        await File.WriteAllTextAsync(_policy.PathOf("keys.json"), await wire.GetStringAsync(new Uri("https://login.example.com/jwks")));
        await File.WriteAllTextAsync(_log.PathOf("access-token.txt"), authority.Token("https://notes.example.com/mcp").Build());
        Assert.That((await Mcpguard.RunAsync("audit", "prove", _log.Directory, "--seq", "1", "-o", _log.PathOf("proof.json"))).ExitCode, Is.Zero);
    }

    [OneTimeTearDown]
    public async Task TearDownAsync()
    {
        _log.Dispose();
        _policy.Dispose();
        _approvals.Delete(recursive: true);
        await _site.DisposeAsync();
        await _authority.DisposeAsync();
    }

    [TestCaseSource(nameof(Commands))]
    public async Task Command_of_the_page_works(string command)
    {
        if (command.StartsWith("mcpguard authority", StringComparison.Ordinal))
        {
            await RunAuthorityAsync(command);
            return;
        }

        if (command.StartsWith("mcpguard token issue", StringComparison.Ordinal))
            command += $" --authority {_authority.Url}";

        // The first is the command or the group of commands.
        var run = await Mcpguard.RunAsync([.. command.Split(' ')[1..].Select((argument, index) => index > 0 ? InPlace(argument) : argument)]);

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
    }

    // It ends when it is told to.
    private static async Task RunAuthorityAsync(string command)
    {
        await using var authority = StartedProgram.Start("dotnet", [Mcpguard.Dll, .. command.Split(' ')[1..], "--url", DevelopmentWorld.FreeAddress()]);
        await authority.WaitUntilAsync(() => Task.FromResult(authority.Output.Contains("Stop it with Ctrl+C", StringComparison.Ordinal)), "it ran");

        Assert.That(authority.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.All.StartsWith("development authority: "));
    }

    private string InPlace(string argument) => argument switch
    {
        "audit" => _log.Directory,
        "approvals" => _approvals.FullName,
        "audit-key.pem" => _log.Key,
        "https://mcp.example.com/mcp" => _site.Url,
        "keys.json" or "surface.json" or "appsettings.json" or "new.json" or "policy-tests.json" or "policy.json" => _policy.PathOf(argument),
        "files_list" => TestSite.Tool,
        "token.txt" or "access-token.txt" or "kept.jsonl" or "proof.json" or "report.html" or "november.html" => _log.PathOf(argument),
        _ => argument,
    };
}
