using McpGuard.Testing;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>What a program sees that speaks plain HTTP to a guarded server, request by request. Clients read nothing else.</summary>
internal sealed class ExchangeTests
{
    private const string Metadata = "/.well-known/oauth-protected-resource";
    private const string Basic = "mcp:basic";
    private const string List = """{"jsonrpc":"2.0","id":7,"method":"tools/list"}""";
    private const string Note = """{"jsonrpc":"2.0","method":"notifications/initialized"}""";
    private const string Policy = """{"Rules":{"r":{"Tools":"echo","Network":"203.0.113.0/24"}}}""";

    private static IEnumerable<TestCaseData> Exchanges =>
    [
        // No token: the same challenge for every message and method, without an error.
        Case("initialize", _ => Message("initialize"), 401, 40100, "1", Challenged(Basic)),
        Case("server/discover", _ => Message("server/discover"), 401, 40100, "1", Challenged(Basic)),
        Case("id that is a text", _ => new(List.Replace("7", "\"a-7\"", StringComparison.Ordinal)), 401, 40100, "\"a-7\"", Challenged(Basic)),
        Case("notification", _ => new(Note), 401, 40100, null, Challenged(Basic)),
        Case("batch", _ => new($"[{List}]"), 401, 40100, null, Challenged(Basic)),
        Case("not JSON", _ => new("{"), 401, 40100, null, Challenged(Basic)),
        Case("GET", _ => new((string?)null, "GET"), 401, 40100, null, Challenged(Basic)),
        Case("DELETE", _ => new((string?)null, "DELETE"), 401, 40100, null, Challenged(Basic)),
        Case("PUT", _ => new((string?)null, "PUT"), 401, 40100, null, Challenged(Basic)),
        Case("OPTIONS", _ => new((string?)null, "OPTIONS"), 401, 40100, null, Challenged(Basic)),
        Case("HEAD", _ => new((string?)null, "HEAD"), 401, null, null, Challenged(Basic)),

        // A token that is refused.
        Case("malformed token", _ => Call().WithToken("x"), 401, 40101, "7", Challenged(Basic, "invalid_token")),
        Case("expired token", server => Call().WithToken(Expired(server)), 401, 40101, "7", Challenged("mcp:basic files:read", "invalid_token")),
        Case("other audience", server => Call().WithToken(With(server, "aud", "https://a.example")), 401, 40101, "7", Challenged(Basic, "invalid_token")),
        Case(
            "too long a lifetime", server => Call().WithToken(server.NewToken().WithTimes(0, 3600, server.Time).Build()), 401, 40101, "7",
            Challenged(Basic, "invalid_token")),
        Case("GET with an expired token", server => new WireRequest((string?)null, "GET").WithToken(Expired(server)), 401, 40101, null,
            Challenged("mcp:basic files:read", "invalid_token")),
        Case("token in the query", _ => new(List, path: "/mcp?access_token=x"), 400, 40000, "7", Challenged(null, "invalid_request")),
        Case("two tokens", _ => Call().With("Authorization", "Bearer a b"), 400, 40000, "7", Challenged(null, "invalid_request")),

        // A good token, and a request that is not served.
        Good("GET", () => new((string?)null, "GET"), 405, -32600, null, "Allow: POST"),
        Good("DELETE", () => new((string?)null, "DELETE"), 405, -32600, null, "Allow: POST"),
        Good("PUT", () => new((string?)null, "PUT"), 405, -32600, null, "Allow: POST"),
        Good("HEAD", () => new((string?)null, "HEAD"), 405, null, null, "Allow: POST"),
        Good("batch", () => new($"[{List}]"), 400, -32600, null),
        Good("not JSON", () => new("{"), 400, -32700, null),
        Good("text/plain", () => new WireRequest(List).WithContentType("text/plain"), 415, -32600, null),
        Good("header that contradicts the body", () => Call().With("MCP-Protocol-Version", "2026-07-28").With("Mcp-Name", "echo"), 400, -32020, "7"),
        Good("foreign origin", () => Call().With("Origin", "https://a.example"), 403, 40302, null),
        Good("notification", () => new(Note), 202, null, null),

        // A good token, and a refusal.
        Case("missing scope", server => Write(server, null), 403, 40300, "7", Challenged("files:read files:write mcp:basic", "insufficient_scope")),
        Case(
            "missing scope, 2025-06-18", server => Write(server, "2025-06-18"), 403, 40300, "7",
            Challenged("files:read files:write mcp:basic", "insufficient_scope")),
        Case(
            "missing scope, 2025-11-25", server => Write(server, "2025-11-25"), 403, 40300, "7",
            Challenged("files:read files:write mcp:basic", "insufficient_scope")),
        Case("missing scope, 2026-07-28", server => Write(server, "2026-07-28"), 403, 40300, "7", Challenged("files:read files:write", "insufficient_scope")),
        Good("rule", () => WireRequest.Call("echo", """{"message":"a"}"""), 200, 40301, "7"),
        Good("unknown tool", () => WireRequest.Call("nothing"), 200, -32602, "7"),
        Good("unknown method", () => new("""{"jsonrpc":"2.0","id":7,"method":"no/such"}"""), 200, -32601, "7"),
        Good("unknown method, 2026-07-28", () => WireRequest.Of("no/such", "name", "x", "2026-07-28"), 404, -32601, "7"),
    ];

    [TestCaseSource(nameof(Exchanges))]
    public async Task Answer_has_its_status_code_id_and_challenge(
        Func<GuardedWebServer, WireRequest> request, int status, int? code, string? id, Dictionary<string, string>? challenge, string? header)
    {
        await using var server = await GuardedWebServer.StartAsync(options => options.Policy = Policy);

        var answer = await request(server).SendAsync(server);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((answer.Status, answer.ErrorCode, answer.Json?["id"]?.ToJsonString()), Is.EqualTo((status, code, id)), answer.Body);
            Assert.That(answer.Headers["Cache-Control"], Does.Contain("no-store"));
            Assert.That(answer.Headers.Keys, Has.None.StartsWith("Access-Control"));
            Assert.That(answer.Headers.ContainsKey("Retry-After"), Is.False);
            Assert.That(answer.Challenges, Has.Length.EqualTo(challenge is null ? 0 : 1));
            if (challenge is not null)
                Assert.That(answer.Challenge.Where(parameter => parameter.Key != "error_description"), Is.EquivalentTo(challenge));
            if (header is not null)
                Assert.That($"Allow: {answer.Headers["Allow"]}", Is.EqualTo(header));
            if (code is not null and not (-32601 or -32602))
                Assert.That((answer.MediaType, (string?)answer.Json!["jsonrpc"]), Is.EqualTo(("application/json", "2.0")));
            Assert.That(server.Tools.Calls, Is.Empty);
        }
    }

    [TestCase("GET", $"{Metadata}/mcp", 200)]
    [TestCase("GET", Metadata, 200)]
    [TestCase("HEAD", $"{Metadata}/mcp", 200)]
    [TestCase("HEAD", Metadata, 200)]
    [TestCase("POST", $"{Metadata}/mcp", 405)]
    [TestCase("GET", $"{Metadata}/other", 404)]
    [Category("V2")]
    public async Task Metadata_can_be_read_and_cached_by_every_page(string method, string path, int status)
    {
        await using var server = await GuardedWebServer.StartAsync();

        var answer = await new WireRequest((string?)null, method, path).With("Origin", "https://anywhere.example").SendAsync(server);

        Assert.That(answer.Status, Is.EqualTo(status));
        if (status != 200)
            return;

        Assert.That(
            (answer.MediaType, answer.Headers["Cache-Control"], answer.Headers["Access-Control-Allow-Origin"], answer.Challenges.Length),
            Is.EqualTo(("application/json", "public, max-age=300", "*", 0)));
        Assert.That(answer.Body, method == "HEAD" ? Is.Empty : Does.StartWith("""{"resource":"https://mcp.example.com/mcp","authorization_servers":["""));
    }

    [Test]
    public async Task Token_that_cannot_be_checked_is_503_with_a_wait_and_no_challenge()
    {
        using var authority = new TestAuthority { IsReachable = false };
        await using var server = await GuardedWebServer.StartAsync(authority: authority);

        var answer = await Call().WithToken(server.NewToken().Build()).SendAsync(server);

        Assert.That(
            (answer.Status, answer.MediaType, answer.ErrorCode, (int?)answer.Json!["id"], answer.Challenges.Length),
            Is.EqualTo((503, "application/json", (int?)50300, (int?)7, 0)));
        Assert.That((answer.Headers["Retry-After"], (bool?)answer.Error!["data"]!["retryable"]), Is.EqualTo(("1", (bool?)true)));
    }

    [TestCase(null)]
    [TestCase("2026-07-28")]
    [Category("V3")]
    [Category("V6")]
    public async Task List_of_a_token_with_the_first_scopes_has_each_tool_that_more_scope_opens(string? version)
    {
        await using var server = await GuardedWebServer.StartAsync(options => options.Policy = Policy);
        var answer = await ListOf(version).WithToken(server.NewToken().WithScopes(Basic).Build()).SendAsync(server);

        var result = answer.Json!["result"]!;
        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(
            result["tools"]!.AsArray().Select(tool => (string?)tool!["name"]),
            Is.EquivalentTo(new[] { "files_read", "files_write", "admin_purge", "whoami", "wait" }));
        Assert.That((string?)result["resultType"], Is.EqualTo(version is null ? null : "complete"));
        Assert.That((string?)result["cacheScope"], Is.EqualTo(version is null ? null : "private"));
    }

    private static TestCaseData Case(
        string name, Func<GuardedWebServer, WireRequest> request, int status, int? code, string? id, Dictionary<string, string>? challenge) =>
        new TestCaseData(request, status, code, id, challenge, null).SetArgDisplayNames(name, $"{status}");

    private static TestCaseData Good(string name, Func<WireRequest> request, int status, int? code, string? id, string? header = null)
    {
        return new TestCaseData((Func<GuardedWebServer, WireRequest>)Send, status, code, id, null, header)
            .SetArgDisplayNames($"{name} with a good token", $"{status}");

        WireRequest Send(GuardedWebServer server) => request().WithToken(server.NewToken().Build());
    }

    private static Dictionary<string, string> Challenged(string? scope, string? error = null)
    {
        var challenge = new Dictionary<string, string> { ["resource_metadata"] = GuardedWebServer.MetadataAddress };
        if (scope is not null)
            challenge["scope"] = scope;
        if (error is not null)
            challenge["error"] = error;

        return challenge;
    }

    private static WireRequest Message(string method) => new($$$"""{"jsonrpc":"2.0","id":1,"method":"{{{method}}}","params":{}}""");

    private static WireRequest ListOf(string? version)
    {
        const string Meta = """{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}""";
        return version is null
            ? new(List)
            : new WireRequest($$$"""{"jsonrpc":"2.0","id":7,"method":"tools/list","params":{"_meta":{{{Meta}}}}}""")
                .With("MCP-Protocol-Version", version).With("Mcp-Method", "tools/list");
    }

    private static WireRequest Call() => WireRequest.Call("files_read", """{"path":"a"}""");

    private static WireRequest Write(GuardedWebServer server, string? version) =>
        WireRequest.Call("files_write", """{"path":"a"}""", version).WithToken(server.NewToken().Build());

    private static string Expired(GuardedWebServer server) => server.NewToken().WithTimes(-300, -31, server.Time).Build();

    private static string With(GuardedWebServer server, string claim, string value) => server.NewToken().With(claim, value).Build();
}
