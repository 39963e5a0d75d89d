using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Policy;

/// <summary>The author's own <c>[Authorize]</c> works together with the guard, by the roles and groups of the verified token.</summary>
internal sealed class AuthorPolicyTests
{
    private static readonly string[] _requests =
    [
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"admin"}}""",
        """{"jsonrpc":"2.0","id":7,"method":"prompts/get","params":{"name":"admin"}}""",
        """{"jsonrpc":"2.0","id":7,"method":"resources/read","params":{"uri":"admin://all"}}""",
    ];

    private Exception? _thrown;
    private int _ran;
    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _thrown = null;
        _ran = 0;
        object[] metadata = [new AllowAnyCallerAttribute(), new AuthorizeAttribute { Roles = "admin" }];
        _server = await GuardedWebServer.StartAsync(server: mcp => mcp
            .WithTools([
                McpServerTool.Create(Run, new() { Name = "admin", Metadata = metadata }),
                McpServerTool.Create(Run, new() { Name = "staff", Metadata = [new AllowAnyCallerAttribute(), new AuthorizeAttribute("staff")] }),
                McpServerTool.Create(
                    Run, new() { Name = "scoped", Metadata = [new RequireScopeAttribute("admin:purge"), new AuthorizeAttribute { Roles = "admin" }] }),
                McpServerTool.Create(Names, new() { Name = "names", Metadata = [new AllowAnyCallerAttribute()] }),
                McpServerTool.Create(Refuse, new() { Name = "refusing", Metadata = [new AllowAnyCallerAttribute()] }),
            ])
            .WithPrompts([McpServerPrompt.Create(Run, new() { Name = "admin", Metadata = metadata })])
            .WithResources([McpServerResource.Create(Run, new() { UriTemplate = "admin://all", Metadata = metadata })])
            .WithRequestFilters(filters =>
                filters.AddCallToolFilter(next => (request, cancellationToken) => _thrown is null ? next(request, cancellationToken) : throw _thrown))
            .AddAuthorizationFilters()
            .Services.AddAuthorization(options => options.AddPolicy("staff", policy => policy.RequireClaim("groups", "staff"))));
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCaseSource(nameof(_requests))]
    public async Task Caller_in_the_role_may(string request)
    {
        var answer = await SendAsync(request, "roles", "user", "admin");

        Assert.That((answer.Status, answer.Error, _ran), Is.EqualTo((200, (object?)null, 1)));
        Assert.That(_server.Audit.Outcomes.Single().Outcome, Is.EqualTo(AuditOutcome.Succeeded));
    }

    [TestCaseSource(nameof(_requests))]
    public async Task Caller_in_another_role_is_denied_and_recorded(string request)
    {
        var answer = await SendAsync(request, "roles", "user");

        Assert.That((answer.Error is null, _ran), Is.EqualTo((false, 0)));
        Assert.That(_server.Audit.Decisions.Single().Effect, Is.EqualTo(AuditEffect.Allow), "The guard had nothing against it.");
        var outcome = _server.Audit.Outcomes.Single();
        Assert.That((outcome.Outcome, outcome.Reason), Is.EqualTo((AuditOutcome.Failed, ReasonCode.AuthorPolicyDenied)));
    }

    [Test]
    public async Task Group_of_the_token_counts_for_a_policy_of_the_author()
    {
        var refused = await SendAsync(Call("staff"), "groups", "guests");
        var allowed = await SendAsync(Call("staff"), "groups", "staff");

        Assert.That((refused.Error is null, allowed.Error, _ran), Is.EqualTo((false, (object?)null, 1)));
    }

    [Test]
    public async Task Guard_refuses_even_if_the_author_allows()
    {
        var answer = await SendAsync(Call("scoped"), "roles", "admin");

        Assert.That((answer.Status, _ran), Is.EqualTo((403, 0)));
        Assert.That(answer.Challenge["error"], Is.EqualTo("insufficient_scope"));
    }

    [Test]
    public async Task Role_in_a_claim_of_another_name_does_not_count()
    {
        var answer = await SendAsync(Call("admin"), ClaimTypes.Role, "admin");

        Assert.That((answer.Error is null, _ran), Is.EqualTo((false, 0)));
    }

    [Test]
    public async Task Roles_and_groups_are_found_in_each_way_of_looking()
    {
        var answer = await SendAsync(Call("names"), "groups", "staff");

        Assert.That((string?)answer.Json!["result"]!["content"]![0]!["text"], Is.EqualTo("staff staff True"));
    }

    [Test]
    public async Task List_shows_the_tools_that_the_author_allows()
    {
        const string List = """{"jsonrpc":"2.0","id":7,"method":"tools/list"}""";

        Assert.That(NamesIn(await SendAsync(List, "roles", "admin")), Has.Member("admin").And.No.Member("staff"));
        Assert.That(NamesIn(await SendAsync(List, "roles", "user")), Has.No.Member("admin"));

        static IEnumerable<string?> NamesIn(WireAnswer answer) => answer.Json!["result"]!["tools"]!.AsArray().Select(tool => (string?)tool!["name"]);
    }

    private static IEnumerable<TestCaseData> Faults()
    {
        yield return new TestCaseData(new InvalidOperationException("broken")).SetArgDisplayNames("any exception");
        yield return new TestCaseData(new McpException("broken")).SetArgDisplayNames("MCP exception");
        yield return new TestCaseData(new McpProtocolException("broken", McpErrorCode.InternalError)).SetArgDisplayNames("other code");
    }

    [TestCaseSource(nameof(Faults))]
    public async Task Failure_of_a_filter_is_not_a_denial_by_policy(Exception thrown)
    {
        _thrown = thrown;

        await SendAsync(Call("admin"), "roles", "admin");

        Assert.That((_ran, _server.Audit.Outcomes.Single().Reason), Is.EqualTo((0, (ReasonCode?)null)));
    }

    [Test]
    public async Task Refusal_by_a_tool_is_not_a_denial_by_policy()
    {
        await SendAsync(Call("refusing"), "roles", "admin");

        Assert.That(_server.Audit.Outcomes.Single().Reason, Is.Null);
    }

    private static string Call(string tool) => $$$"""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"{{{tool}}}"}}""";

    private static string Names(ClaimsPrincipal user) =>
        $"{user.FindFirst("groups")?.Value} {string.Join(',', user.FindAll("groups").Select(claim => claim.Value))} {user.HasClaim("groups", "staff")}";

    private static string Refuse() => throw new McpProtocolException("Not this.", McpErrorCode.InvalidRequest);

    private string Run()
    {
        _ran++;
        return "done";
    }

    private Task<WireAnswer> SendAsync(string request, string claim, params string[] names) =>
        new WireRequest(request)
            .WithToken(
                _server.NewToken().With(claim, new System.Text.Json.Nodes.JsonArray([.. names.Select(name => (System.Text.Json.Nodes.JsonNode)name)])).Build())
            .SendAsync(_server);
}
