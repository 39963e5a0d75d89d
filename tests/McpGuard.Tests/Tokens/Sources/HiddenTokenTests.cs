using System.Text;
using McpGuard.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.Tests.Tokens.Sources;

/// <summary>What a tool could ask for does not have the token.</summary>
[TestFixture]
[Category("STD-7")]
[Category("PAS-2")]
internal sealed class HiddenTokenTests
{
    // Variables that every run of the tests is started with one of, and that nothing reads again.
    private static readonly string[] _harmless = ["MSBUILD_EXE_PATH", "MSBuildSDKsPath", "DOTNET_CLI_TELEMETRY_SESSIONID", "OLDPWD", "SHLVL", "_"];

    [Test]
    [Platform("Linux")]
    [NonParallelizable]
    public void Environment_variable_is_overwritten_in_the_memory_that_the_kernel_shows()
    {
        if (Array.Find(_harmless, name => ValueOf(name) is { Length: > 0 }) is not { } variable)
        {
            Assert.Ignore("The tests were started with none of the variables that may be overwritten.");
            return;
        }

        var others = Initial().Where(entry => !entry.StartsWith($"{variable}=", StringComparison.Ordinal)).ToArray();

        Assert.That(InitialEnvironment.TryErase(variable), Is.True);
        Assert.That(ValueOf(variable), Is.Null.Or.Empty);
        Assert.That(
            Initial().Where(entry => entry.Length > 0 && !entry.StartsWith($"{variable}=", StringComparison.Ordinal)),
            Is.EqualTo(others.Where(entry => entry.Length > 0)),
            "All else stays.");
    }

    [TestCase("TOKEN")]
    [TestCase("ConnectionStrings:Token")]
    [NonParallelizable]
    public void Configuration_has_the_token_under_no_other_key_either(string key)
    {
        const string Variable = "DOTNET_MCPGUARD_TOKEN";
        Environment.SetEnvironmentVariable(Variable, "the-token");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, "the-token\n"), new("other", "stays")]).Build();

        _ = new EnvironmentTokenSource(Variable, configuration);

        Assert.That(configuration.AsEnumerable().Select(entry => entry.Value).OfType<string>(), Is.EqualTo(new[] { "stays" }));
    }

    [Test]
    public async Task Services_have_no_token_source_to_give()
    {
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([Probe.Open().Tool]).WithTokenFromFile("token"));

        Assert.That(server.Services.GetServices<ITokenSource>(), Is.Empty);
        Assert.That(typeof(HiddenTokenSource).IsPublic, Is.False);
    }

    private static string[] Initial() => Encoding.UTF8.GetString(File.ReadAllBytes("/proc/self/environ")).Split('\0');

    private static string? ValueOf(string variable) =>
        Array.Find(Initial(), entry => entry.StartsWith($"{variable}=", StringComparison.Ordinal))?[(variable.Length + 1)..];
}
