using System.Text.Json.Nodes;
using McpGuard.Cli.Tests.Running;
using Microsoft.AspNetCore.Http;

namespace McpGuard.Cli.Tests.Doctor;

/// <summary>What the doctor asks, what it sends, and what it does with a token.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.Children)]
internal sealed class DoctorLimitsTests
{
    private TestSite _site = null!;
    private string _token = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _site = await TestSite.StartAsync();
        _token = Path.GetTempFileName();
        await File.WriteAllTextAsync(_token, $"{TestSite.Token}\n");
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        File.Delete(_token);
        await _site.DisposeAsync();
    }

    [Test]
    public async Task Client_is_registered_only_on_request()
    {
        await _site.DiagnoseAsync();
        Assert.That(_site.Requests.Select(request => request.Path), Does.Not.Contain("/register"));

        await _site.DiagnoseAsync("--register");
        Assert.That(_site.Requests.Count(request => request is { Path: "/register", Method: "POST" }), Is.EqualTo(1));
    }

    [Test]
    public async Task Registered_client_is_deleted_again()
    {
        _site.Documents["/register"]["registration_client_uri"] = $"{_site.Origin}/register/client-1";
        _site.Documents["/register"]["registration_access_token"] = "manage";
        _site.Documents["/register/client-1"] = [];

        var seen = await Diagnosed.OfAsync(_site, "--register");

        Assert.That(_site.Requests, Does.Contain(("DELETE", "/register/client-1", "Bearer manage")));
        Assert.That((string?)seen.Check("registration_works")["detail"], Does.Contain("deleted"));
    }

    [Test]
    public async Task Token_lists_and_calls()
    {
        var seen = await Diagnosed.OfAsync(_site, "--token", _token, "--call", "read");

        Assert.That((string?)seen.Check("token_accepted")["state"], Is.EqualTo("passed"));
        Assert.That((string?)seen.Check("tools_listed")["detail"], Is.EqualTo("2 tools"));
        Assert.That((string?)seen.Check("call")["detail"], Is.EqualTo("read ran"));
        Assert.That(seen.ExitCode, Is.Zero);
    }

    [Test]
    public async Task Refused_call_is_shown_in_its_form_and_without_the_token_that_it_repeats()
    {
        var run = await _site.DiagnoseAsync("--token", _token, "--call", "delete", "--json");

        Assert.That(run.Output, Does.Contain("an error result that a model can read: The call was refused for (the token).").And.Not.Contain(TestSite.Token));
    }

    [Test]
    public async Task Token_goes_to_the_typed_address_only()
    {
        await _site.DiagnoseAsync("--token", _token, "--register");

        Assert.That(
            _site.Requests.Where(request => request.Authorization == $"Bearer {TestSite.Token}").Select(request => request.Path).Distinct(),
            Is.EqualTo(new[] { "/mcp" }));
    }

    [Test]
    public async Task Token_is_not_sent_along_a_redirect()
    {
        _site.Instead = context =>
        {
            if (context.Request.Path == "/mcp")
                context.Response.Redirect("/elsewhere", permanent: false, preserveMethod: true);

            return context.Request.Path == "/mcp";
        };

        var run = await _site.DiagnoseAsync("--token", _token);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(_site.Requests.Select(request => request.Path), Does.Not.Contain("/elsewhere"));
    }

    [Test]
    public async Task Server_elsewhere_cannot_name_an_address_of_this_machine()
    {
        const string Elsewhere = "http://mcp.example.com/mcp";
        _site.Metadata["resource"] = Elsewhere;

        // The site answers for every host, as a proxy does.
        var run = await Mcpguard.RunAsync(["doctor", Elsewhere, "--json"], ("http_proxy", _site.Origin));

        Assert.That(run.Output, Does.Contain("is not asked"), run.Errors);
        Assert.That(_site.Requests.Select(request => request.Path), Does.Contain("/.well-known/oauth-protected-resource/mcp"));
        Assert.That(_site.Requests.Select(request => request.Path), Does.Not.Contain("/.well-known/oauth-authorization-server"));
    }

    [TestCase("https://127.0.0.1:1")]
    [TestCase("http://127.0.0.1:1/realm?x")]
    public async Task Unreachable_server_is_a_separate_failure(string issuer)
    {
        _site.Metadata["authorization_servers"] = new JsonArray(issuer);

        var seen = await Diagnosed.OfAsync(_site);

        Assert.That((string?)seen.Check("authorization_server")["detail"], Does.Contain("no answer"));
    }

    [Test]
    public async Task Endless_document_is_not_read_to_its_end()
    {
        _site.Instead = context =>
        {
            if (context.Request.Path != "/.well-known/oauth-protected-resource/mcp")
                return false;

            context.Response.ContentLength = 1L << 40;
            context.Response.Body.WriteAsync(new byte[1024 * 1024]).AsTask().Wait();
            return true;
        };

        var seen = await Diagnosed.OfAsync(_site);

        Assert.That(seen.Failed, Does.Contain("metadata_at_path"));
    }

    [TestCase("doctor {url} --token {missing}", "missing")]
    [TestCase("doctor {url} --token {empty}", "one access token")]
    [TestCase("doctor {url} --call read", "--token")]
    [TestCase("doctor {url} --token {token} --call read --arguments 1", "JSON object")]
    [TestCase("doctor http://mcp.example.com/mcp --token {token}", "https only")]
    [TestCase("doctor ftp://127.0.0.1/mcp", "not an http or https address")]
    [TestCase("doctor http://alice:secret@127.0.0.1/mcp", "not an http or https address")]
    [TestCase("doctor mcp.example.com", "not an http or https address")]
    [TestCase("doctor http://127.0.0.1:1/mcp", "no answer")]
    public async Task Failed_command_reports_the_reason(string command, string why)
    {
        var empty = $"{_token}.empty";
        await File.WriteAllTextAsync(empty, "");
        var arguments = command
            .Replace("{url}", _site.Url, StringComparison.Ordinal)
            .Replace("{token}", _token, StringComparison.Ordinal)
            .Replace("{empty}", empty, StringComparison.Ordinal)
            .Replace("{missing}", $"{_token}.missing", StringComparison.Ordinal)
            .Split(' ');

        var run = await Mcpguard.RunAsync(arguments);
        File.Delete(empty);

        Assert.That((run.ExitCode, run.Output), Is.EqualTo((2, "")), run.Errors);
        Assert.That(run.Errors, Does.Contain(why).And.Not.Contain("   at ").And.Not.Contain(TestSite.Token));
    }
}
