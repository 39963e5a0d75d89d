using McpGuard.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Client;

namespace McpGuard.Tests.Tokens.Sources;

[TestFixture]
internal sealed class TokenSourceTests
{
    private string _folder = "";

    private string TokenFile => Path.Combine(_folder, "token");

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("mcpguard-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    [Category("STD-7")]
    [NonParallelizable]
    public async Task Environment_variable_is_read_once_and_removed()
    {
        const string Variable = "MCPGUARD_TEST_TOKEN";
        Environment.SetEnvironmentVariable(Variable, " the-token\n");

        var source = new EnvironmentTokenSource(Variable);

        Assert.That(Environment.GetEnvironmentVariable(Variable), Is.Null);
        Assert.That(await TokenOf(source), Is.EqualTo("the-token"));
        Assert.That(await TokenOf(source), Is.EqualTo("the-token"));
    }

    [TestCase("MCPGUARD_TEST_TOKEN", "MCPGUARD_TEST_TOKEN")]
    [TestCase("MCPGUARD_TEST__TOKEN", "MCPGUARD_TEST:TOKEN")]
    [Category("STD-7")]
    [Category("PAS-2")]
    [NonParallelizable]
    public async Task Configuration_from_the_environment_no_longer_has_the_token(string variable, string key)
    {
        Environment.SetEnvironmentVariable(variable, "the-token");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, "the-token"), new("other", "stays")]).Build();

        var source = new EnvironmentTokenSource(variable, configuration);

        Assert.That((configuration[key], configuration["other"]), Is.EqualTo(((string?)null, "stays")));
        Assert.That(await TokenOf(source), Is.EqualTo("the-token"));
    }

    [Test]
    public async Task Environment_variable_that_is_not_set_gives_no_token() =>
        Assert.That(await TokenOf(new EnvironmentTokenSource("MCPGUARD_TEST_NOT_SET")), Is.Null);

    [Test]
    public async Task File_gives_its_text_without_the_white_space_around_it()
    {
        await File.WriteAllTextAsync(TokenFile, "\n first \n");

        Assert.That(await TokenOf(new FileTokenSource(TokenFile)), Is.EqualTo("first"));
    }

    [Test]
    public async Task Replaced_file_is_seen_with_the_next_message()
    {
        var source = new FileTokenSource(TokenFile);
        await File.WriteAllTextAsync(TokenFile, "first");
        File.SetLastWriteTimeUtc(TokenFile, new DateTime(2026, 8, 1, 12, 0, 0, DateTimeKind.Utc));
        Assert.That(await TokenOf(source), Is.EqualTo("first"));

        await File.WriteAllTextAsync(TokenFile, "other");
        File.SetLastWriteTimeUtc(TokenFile, new DateTime(2026, 8, 1, 12, 0, 1, DateTimeKind.Utc));
        Assert.That(await TokenOf(source), Is.EqualTo("other"));
    }

    [Test]
    public async Task File_that_comes_later_or_goes_away_is_seen()
    {
        var source = new FileTokenSource(TokenFile);
        Assert.That(await TokenOf(source), Is.Null);

        await File.WriteAllTextAsync(TokenFile, "first");
        Assert.That(await TokenOf(source), Is.EqualTo("first"));

        File.Delete(TokenFile);
        Assert.That(await TokenOf(source), Is.Null);
    }

    [TestCase(0)]
    [TestCase(TokenLimits.TokenLength + 1)]
    public async Task Empty_or_oversized_file_gives_no_token(int length)
    {
        await File.WriteAllTextAsync(TokenFile, new string('x', length));

        Assert.That(await TokenOf(new FileTokenSource(TokenFile)), Is.Null);
    }

    [Test]
    public async Task Folder_gives_no_token() => Assert.That(await TokenOf(new FileTokenSource(_folder)), Is.Null);

    [Test]
    public async Task Server_takes_its_token_from_the_file()
    {
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([Probe.Open().Tool]).WithTokenFromFile(TokenFile));
        server.Token = null;
        await File.WriteAllTextAsync(TokenFile, server.NewToken().Build());

        await using var client = await server.ConnectAsync();

        Assert.That((await client.CallToolAsync("open")).IsError, Is.Not.True);
    }

    [Test]
    [NonParallelizable]
    public async Task Server_takes_its_token_from_the_environment()
    {
        const string Variable = "MCPGUARD_TEST_SERVER_TOKEN";
        var authority = new TestAuthority();
        Environment.SetEnvironmentVariable(Variable, authority.Token(GuardedTestServer.Resource).Build());
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([Probe.Open().Tool]).WithTokenFromEnvironment(Variable), authority);
        Assert.That(Environment.GetEnvironmentVariable(Variable), Is.Null, "It is gone before anything is served.");
        server.Token = null;

        await using var client = await server.ConnectAsync();

        Assert.That((await client.CallToolAsync("open")).IsError, Is.Not.True);
    }

    private static async Task<string?> TokenOf(ITokenSource source) => await source.GetTokenAsync(null!, CancellationToken.None);
}
