using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using McpGuard.Cli.Tests.Running;

namespace McpGuard.Cli.Tests.Doctor;

/// <summary>What the doctor says of an access token and of what it opens.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.Children)]
internal sealed class DoctorTokenTests
{
    private TestSite _site = null!;
    private string _file = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _site = await TestSite.StartAsync();
        _file = Path.GetTempFileName();
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        File.Delete(_file);
        await _site.DisposeAsync();
    }

    [TestCase("{site}", 900, new string[0])]
    [TestCase("https://other.example.com", 900, new[] { "token_for_this_server" })]
    [TestCase("{site}", 86400, new[] { "short_lived_token" })]
    public async Task Token_for_another_server_or_for_a_day_is_a_flaw(string audience, int seconds, string[] flaws)
    {
        var claims = new JsonObject { ["aud"] = audience.Replace("{site}", _site.Url, StringComparison.Ordinal), ["iat"] = 1000, ["exp"] = 1000 + seconds };
        var token = $"e30.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToJsonString()))}.c2ln";
        await File.WriteAllTextAsync(_file, token);
        _site.Instead = context =>
        {
            if (context.Request.Headers.Authorization == $"Bearer {token}")
                context.Request.Headers.Authorization = $"Bearer {TestSite.Token}";

            return false;
        };

        var seen = await Diagnosed.OfAsync(_site, "--token", _file);

        Assert.That(seen.Failed, Is.EqualTo(flaws.Prepend("public_address")));
        Assert.That(seen.ExitCode, Is.EqualTo(flaws.Length == 0 ? 0 : 1));
    }

    [Test]
    public async Task Refused_token_fails_for_clients_that_have_nothing_else()
    {
        await File.WriteAllTextAsync(_file, "another");

        var seen = await Diagnosed.OfAsync(_site, "--token", _file);

        Assert.That((string?)seen.Check("token_accepted")["detail"], Is.EqualTo("401: Sign-in required."));
        Assert.That((string?)seen.Client("Fixed token")["verdict"], Is.EqualTo("fails"));
        Assert.That(seen.ExitCode, Is.EqualTo(1));
    }

    [Test]
    public async Task Empty_list_is_reported()
    {
        await File.WriteAllTextAsync(_file, TestSite.Token);
        _site.Tools = "[]";

        var seen = await Diagnosed.OfAsync(_site, "--token", _file);

        Assert.That((string?)seen.Check("tools_listed")["mend"], Does.Contain("McpGuard:Policy:Lists"));
    }
}
