using System.Text.Json.Nodes;
using McpGuard.Cli.Tests.Running;
using Microsoft.AspNetCore.Http;

namespace McpGuard.Cli.Tests.Doctor;

/// <summary>A server that every client can use passes; one that is broken in one way is told about that.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.Children)]
internal sealed class DoctorTests
{
    private TestSite _site = null!;

    // What breaks, the check that fails, a client that then fails or needs help, and the setting.
    private static IEnumerable<TestCaseData> Breakages =>
    [
        Broken(
            "The_server_redirects", "reachable", "Claude Code", "fails", "redirect",
            site => site.Instead = context => IsMessage(context) && Redirect(context)),
        Broken("No_challenge", "challenge", "VS Code", "fails", "RequireMcpGuard", site => site.Challenge = null),
        Broken("Two_challenges", "challenge", "VS Code", "fails", "RequireMcpGuard", site => site.Challenge = $"{site.Challenge}, Bearer realm=\"x\""),
        Broken(
            "The_challenge_names_metadata_elsewhere", "challenge_names_metadata", "Claude (web", "fails", "McpGuard:Resource",
            site => site.Challenge = "Bearer resource_metadata=\"https://other.example/.well-known/oauth-protected-resource/mcp\", scope=\"basic\""),
        Broken(
            "An_invalid_token_gets_403", "invalid_token_challenge", null, "", "RequireMcpGuard",
            site => site.Instead = context => context.Request.Headers.Authorization.Count > 0 && Status(context, 403)),
        Broken(
            "No_metadata", "metadata", "Cursor", "fails", "well-known",
            site => Remove(site, "/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp")),
        Broken("No_metadata_at_the_path", "metadata_at_path", "Cursor", "fails", "proxy", site => Remove(site, "/.well-known/oauth-protected-resource/mcp")),
        Broken(
            "The_metadata_of_the_root_is_of_another_resource", "metadata_at_root", null, "", "another resource",
            site => site.Documents["/.well-known/oauth-protected-resource"]["resource"] = site.Origin),
        Broken(
            "The_metadata_has_no_cache_lifetime", "metadata_cache", null, "", "proxy",
            site => site.Instead = context => context.Response.Headers.Remove("Cache-Control") && false),
        Broken(
            "The_resource_has_a_slash_more", "resource_equals_url", "SDK clients: C#", "fails", "McpGuard:Resource",
            site => site.Metadata["resource"] = $"{site.Url}/"),
        Broken(
            "The_resource_is_the_origin", "resource_equals_url", "Claude Code", "fails", "McpGuard:Resource", site => site.Metadata["resource"] = site.Origin),
        Broken(
            "No_scope_is_named", "first_scopes", "ChatGPT", "fails", "InitialScopes",
            site => (site.Challenge, site.Metadata["scopes_supported"]) = (site.Challenge!.Replace(", scope=\"basic\"", "", StringComparison.Ordinal), null)),
        Broken(
            "The_metadata_names_other_scopes", "scopes_agree", null, "", "InitialScopes",
            site => site.Metadata["scopes_supported"] = new JsonArray("basic", "other")),
        Broken(
            "The_server_asks_for_offline_access", "no_offline_access_asked", null, "", "InitialScopes",
            site => site.Metadata["scopes_supported"] = new JsonArray("basic", "offline_access")),
        Broken(
            "No_authorization_server", "authorization_server", "Claude (web", "fails", "McpGuard:Authority",
            site => site.Metadata.Remove("authorization_servers")),
        Broken(
            "No_document_of_the_authorization_server", "authorization_server", "Codex", "fails", "McpGuard:Authority",
            site => Remove(site, "/.well-known/oauth-authorization-server")),
        Broken(
            "The_authorization_server_is_reached_in_clear_text", "authorization_server", "Codex", "fails", "HTTPS",
            site => site.Metadata["authorization_servers"] = new JsonArray("http://login.example.com")),
        Broken(
            "Two_authorization_servers", "one_authorization_server", null, "", "one issuer",
            site => site.Metadata["authorization_servers"] = new JsonArray(site.Origin, "https://login.example.com")),
        Broken("Another_issuer", "issuer_equality", "VS Code", "fails", "McpGuard:Authority", site => site.AuthorizationServer["issuer"] = $"{site.Origin}/"),
        Broken(
            "No_sign_in_of_users", "sign_in", "Claude Code", "fails", "authorization code",
            site => site.AuthorizationServer["grant_types_supported"] = new JsonArray("client_credentials")),
        Broken("No_S256", "pkce", "ChatGPT", "fails", "S256", site => site.AuthorizationServer.Remove("code_challenge_methods_supported")),
        Broken(
            "No_public_clients_for_client_documents", "client_documents", null, "", "none",
            site => site.AuthorizationServer["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic")),
        Broken("No_registration", "registration", "Cursor", "with_help", "registration", site => site.AuthorizationServer.Remove("registration_endpoint")),
        Broken(
            "No_registration_and_no_client_documents", "self_registration", "VS Code", "with_help", "client id",
            site => Array.ForEach(["client_id_metadata_document_supported", "registration_endpoint"], name => site.AuthorizationServer.Remove(name))),
        Broken(
            "A_scope_is_not_listed", "scopes_listed", "Codex", "with_help", "scopes_supported",
            site => site.AuthorizationServer["scopes_supported"] = new JsonArray("offline_access")),
        Broken("No_offline_access", "refresh", null, "", "offline_access", site => site.AuthorizationServer["scopes_supported"] = new JsonArray("basic")),
        Broken(
            "Answers_do_not_name_the_issuer", "issuer_parameter", null, "", "RFC 9207",
            site => site.AuthorizationServer.Remove("authorization_response_iss_parameter_supported")),
        Broken("The_clocks_differ", "clocks", null, "", "ClockSkew", site => site.Instead = TellTomorrow),
        Broken(
            "A_preflight_is_refused", "browser", "Pages", "fails", "AllowedOrigins",
            site => site.Instead = context => context.Request.Method == "OPTIONS" && Status(context, 401)),
        Broken(
            "A_page_cannot_read_the_challenge", "browser", "Pages", "fails", "WWW-Authenticate",
            site => site.Instead = context => context.Response.Headers.Remove("Access-Control-Expose-Headers") && false),
    ];

    private static IEnumerable<TestCaseData> Flaws =>
    [
        Flawed("Tools_without_a_token", "tools_need_token", site => site.Instead = context => IsMessage(context) && ServeAnonymously(context)),
        Flawed("Plain_code_challenges", "no_plain_pkce", site => site.AuthorizationServer["code_challenge_methods_supported"] = new JsonArray("S256", "plain")),
        Flawed(
            "An_implicit_grant", "no_implicit_grant", site => site.AuthorizationServer["response_types_supported"] = new JsonArray("code", "id_token token")),
        Flawed(
            "A_password_grant", "no_password_grant",
            site => site.AuthorizationServer["grant_types_supported"] = new JsonArray("authorization_code", "password")),
        Flawed("An_endpoint_in_clear_text", "encrypted_endpoints", site => site.AuthorizationServer["token_endpoint"] = "http://login.example.com/token"),
        Flawed("A_secret_for_a_public_client", "no_secret_for_public_client", site => site.Documents["/register"]["client_secret"] = "x"),
        Flawed("More_scopes_than_asked_for", "no_scope_beyond_request", site => site.Documents["/register"]["scope"] = "basic admin"),
    ];

    [SetUp]
    public async Task SetUpAsync() => _site = await TestSite.StartAsync();

    [TearDown]
    public async Task TearDownAsync() => await _site.DisposeAsync();

    [Test]
    public async Task Good_server_works_with_every_client()
    {
        var seen = await Diagnosed.OfAsync(_site, "--register");

        // It is on this machine, so hosted clients need help to reach it.
        Assert.That(seen.Failed, Is.EqualTo(new[] { "public_address" }));
        Assert.That(seen.ClientsWith("fails"), Is.Empty);
        Assert.That(seen.ClientsWith("with_help"), Has.Length.EqualTo(3));
        Assert.That((string?)seen.Client("Claude (web")["because"], Does.Contain("only this machine"));
        Assert.That(seen.ExitCode, Is.Zero);
    }

    [Test]
    public async Task Person_sees_clients_and_checks()
    {
        _site.Metadata["resource"] = $"{_site.Url}/";

        var run = await _site.DiagnoseAsync();

        Assert.That(run.ExitCode, Is.EqualTo(1), run.Errors);
        Assert.That(
            run.Output,
            Does.Match("Claude Code +│ fails").And.Contain("the slash at the end differs").And.Match("pkce +│ passed").And.Contain("Problems were found."));
    }

    [TestCaseSource(nameof(Breakages))]
    public async Task Report_on_a_broken_server_names_the_fix(Action<TestSite> breakIt, string check, string? client, string verdict, string mend)
    {
        breakIt(_site);

        var seen = await Diagnosed.OfAsync(_site);

        Assert.That(seen.Failed, Does.Contain(check));
        Assert.That((string?)seen.Check(check)["mend"], Does.Contain(mend));
        if (client is not null)
        {
            Assert.That((string?)seen.Client(client)["verdict"], Is.EqualTo(verdict));
            Assert.That((string?)seen.Client(client)["check"], Is.EqualTo(check));
        }

        Assert.That(seen.ExitCode, Is.EqualTo(verdict == "fails" ? 1 : 0));
    }

    [TestCaseSource(nameof(Flaws))]
    public async Task Flaw_is_a_problem_although_clients_connect(Action<TestSite> breakIt, string check)
    {
        breakIt(_site);

        var seen = await Diagnosed.OfAsync(_site, "--register");

        Assert.That((string?)seen.Check(check)["state"], Is.EqualTo("failed"));
        Assert.That(seen.ExitCode, Is.EqualTo(1));
    }

    [Test]
    public async Task Metadata_of_an_openid_provider_is_found_after_its_path()
    {
        var server = _site.AuthorizationServer;
        Remove(_site, "/.well-known/oauth-authorization-server");
        _site.Documents["/realm/.well-known/openid-configuration"] = server;
        server["issuer"] = $"{_site.Origin}/realm";
        _site.Metadata["authorization_servers"] = new JsonArray($"{_site.Origin}/realm");

        var seen = await Diagnosed.OfAsync(_site);

        Assert.That((string?)seen.Check("authorization_server")["detail"], Does.EndWith("/realm/.well-known/openid-configuration"));
        Assert.That(
            _site.Requests.Select(request => request.Path),
            Does.Contain("/.well-known/oauth-authorization-server/realm").And.Contain("/.well-known/openid-configuration/realm"));
    }

    private static TestCaseData Broken(string name, string check, string? client, string verdict, string mend, Action<TestSite> breakIt) =>
        new TestCaseData(breakIt, check, client, verdict, mend).SetName($"{{m}}({name})");

    private static TestCaseData Flawed(string name, string check, Action<TestSite> breakIt) => new TestCaseData(breakIt, check).SetName($"{{m}}({name})");

    private static void Remove(TestSite site, params string[] paths) => Array.ForEach(paths, path => site.Documents.Remove(path));

    private static bool IsMessage(HttpContext context) => context.Request is { Method: "POST", Path.Value: "/mcp" };

    private static bool Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return true;
    }

    private static bool Redirect(HttpContext context)
    {
        context.Response.Redirect("/other", permanent: false, preserveMethod: true);
        return true;
    }

    private static bool TellTomorrow(HttpContext context)
    {
        if (context.Request.Path == "/.well-known/oauth-authorization-server")
            context.Response.Headers.Date = DateTimeOffset.UtcNow.AddDays(1).ToString("R");

        return false;
    }

    // Whatever is asked, as a server without a guard.
    private static bool ServeAnonymously(HttpContext context)
    {
        context.Request.Headers.Authorization = $"Bearer {TestSite.Token}";
        return false;
    }
}
