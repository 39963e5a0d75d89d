using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpGuard.Tests.Hosting;

/// <summary>A server that was told what is revoked does not start without knowing it, and tells when it knows no more.</summary>
[TestFixture]
[Category("REV-5")]
internal sealed class RevocationFileStartupTests
{
    private string _folder = "";

    private string FilePath => Path.Combine(_folder, "revoked.jsonl");

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("mcpguard-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Startup_fails_for_missing_file() =>
        Assert.That(await ProblemAsync(), Does.Contain("Name a file that this process may read; the file may be empty."));

    [Test]
    public async Task Startup_fails_for_folder()
    {
        Directory.CreateDirectory(FilePath);

        Assert.That(await ProblemAsync(), Does.Contain(FilePath));
    }

    [Test]
    public async Task Startup_fails_for_faulty_line_and_names_its_number()
    {
        await File.WriteAllLinesAsync(FilePath, ["""{"issuer":"https://authority.example"}""", "", "nonsense", "{}"]);

        Assert.That(await ProblemAsync(), Does.Contain("Line 3 is not a revocation").And.Contain("Line 4 is not a revocation").And.Not.Contain("Line 1"));
    }

    [Test]
    public async Task Startup_fails_for_file_that_is_too_large()
    {
        await using (var file = File.OpenWrite(FilePath))
            file.SetLength((64 * 1024 * 1024) + 1);

        Assert.That(await ProblemAsync(), Does.Contain("too large"));
    }

    [Test]
    public async Task Empty_file_is_enough()
    {
        await File.WriteAllTextAsync(FilePath, "");

        Assert.That(await ProblemAsync(), Is.Null);
    }

    [Test]
    public async Task Health_is_degraded_while_the_file_is_faulty()
    {
        await File.WriteAllTextAsync(FilePath, "");
        await using var server = new WireServer(mcp =>
        {
            mcp.Services.Configure<McpGuardOptions>(options => options.RevocationFile = FilePath);
            mcp.Services.AddHealthChecks().AddMcpGuard();
        });
        var health = server.Services.GetRequiredService<HealthCheckService>();
        Assert.That((await health.CheckHealthAsync()).Status, Is.EqualTo(HealthStatus.Healthy));

        await File.WriteAllTextAsync(FilePath, "nonsense");
        server.Time.Advance(RevocationFile.Interval);
        var report = await health.CheckHealthAsync();

        Assert.That(report.Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(report.Entries[McpGuardDefaults.HealthCheck].Data["revocations"], Does.StartWith("Line 1 is not a revocation"));
    }

    private async Task<string?> ProblemAsync()
    {
        try
        {
            await using var server = await GuardedTestServer.StartAsync(
                mcp => mcp.Services.Configure<McpGuardOptions>(options => options.RevocationFile = FilePath));
            return null;
        }
        catch (McpGuardConfigurationException exception)
        {
            Assert.That(exception.Message, Does.Contain("McpGuard:RevocationFile is"));
            return exception.Message;
        }
    }
}
