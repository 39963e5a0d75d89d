using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;
using Moq;

namespace McpGuard.Tests.Hosting;

/// <summary>An application may replace the store of approvals and the token validator by one of its own. A second one is never ignored silently.</summary>
[TestFixture]
internal sealed class ReplacedPartTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Path.Combine(Path.GetTempPath(), $"approvals-{Guid.NewGuid():N}");

    [TearDown]
    public void TearDown()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Own_approval_store_replaces_memory()
    {
        var store = new BreakableApprovalStore();
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithApprovalStore(_ => store));

        Assert.That(server.Services.GetRequiredService<IApprovalStore>(), Is.SameAs(store));
    }

    [Test]
    public async Task Startup_fails_for_second_approval_store() => Assert.That(
        await ProblemsAsync(mcp => mcp.WithApprovalStore(_ => new BreakableApprovalStore()).WithApprovalStore(_ => Mock.Of<IApprovalStore>())),
        Has.One.Matches(@"^The server has 2 approval stores.*WithApprovalStore<BreakableApprovalStore>\(\) and WithApprovalStore<IApprovalStore"));

    [Test]
    public async Task Folder_in_the_options_is_a_second_approval_store() => Assert.That(
        await ProblemsAsync(mcp => mcp.WithApprovalStore(_ => new BreakableApprovalStore()), options => options.Approvals.Directory = _folder),
        Is.EqualTo(
            new[]
            {
                "The server has 2 approval stores, and can use one: WithApprovalStore<BreakableApprovalStore>() and McpGuard:Approvals:Directory. " +
                    "Remove all but one.",
            }));

    [Test]
    public async Task Startup_fails_for_second_token_validator() => Assert.That(
        await ProblemsAsync(mcp => mcp.Services.AddSingleton(Mock.Of<ITokenValidator>()).AddSingleton(Mock.Of<ITokenValidator>())),
        Has.One.StartsWith("The server has 2 token validators, and can use one: "));

    [Test]
    public async Task Folder_of_approvals_that_cannot_be_used_is_reported_with_all_other_problems()
    {
        await File.WriteAllTextAsync(_folder, "A file, and not a folder.");
        try
        {
            Assert.That(
                await ProblemsAsync(mcp => mcp.WithTokenFromFile("a").WithTokenFromFile("b"), options => options.Approvals.Directory = _folder),
                Has.Length.EqualTo(2).And.One.StartsWith($"McpGuard:Approvals:Directory is '{_folder}': "));
            Assert.That(
                await ProblemsAsync(_ => { }, options =>
                {
                    options.Approvals.Directory = _folder;
                    options.InitialScopes.Add("a b");
                }),
                Has.Length.EqualTo(2));
        }
        finally
        {
            File.Delete(_folder);
        }
    }

    private static async Task<string[]> ProblemsAsync(Action<IMcpServerBuilder> build, Action<McpGuardOptions>? configure = null)
    {
        var exception = await Assert.CatchAsync<McpGuardConfigurationException>(() => GuardedTestServer.StartAsync(mcp =>
        {
            build(mcp);
            mcp.Services.Configure(configure ?? (_ => { }));
        }));
        return [.. exception!.Problems];
    }
}
