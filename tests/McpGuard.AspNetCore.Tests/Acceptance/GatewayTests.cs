using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Behind a gateway: its signed identity in its own place is the one credential, and every refusal survives the way back.</summary>
internal sealed class GatewayTests
{
    private const string Header = "X-Pomerium-Jwt-Assertion";
    private const string Host = "files.corp.example";

    private TestSigningKey _key = null!;
    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _key = new TestSigningKey("key-1");
        _server = await GuardedWebServer.StartAsync(options =>
        {
            options.Issuers["pomerium"] = new IssuerOptions
            {
                Issuer = Host,
                Profile = IssuerProfile.Pomerium,
                Audiences = { Host },
                Keys = { Jwks = KeySets.JsonOf(_key) },
                Gateway = new GatewayOptions { Client = "pomerium" },
                GroupScopes = { ["finance"] = "mcp:basic files:read" },
            };
            options.Issuers["litellm"] = new IssuerOptions
            {
                Issuer = "https://llm.corp.example",
                Profile = IssuerProfile.LiteLlm,
                Algorithms = { "ES256" },
                Keys = { Jwks = KeySets.JsonOf(_key) },
                Gateway = new GatewayOptions
                {
                    Client = "litellm",
                    ToolScopes = { ["files_read"] = "mcp:basic files:read", ["files_write"] = "mcp:basic files:read files:write" },
                },
            };
        }, server => server.Services.PostConfigure<McpGuardOptions>(options => options.Authority = null));
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _key.Dispose();
    }

    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    public async Task Assertion_lets_the_call_run(string? version)
    {
        var answer = await WireRequest.Call("files_read", """{"path":"a.txt"}""", version).With(Header, Assertion()).SendAsync(_server);

        var record = _server.Audit.Decisions.Single();
        Assert.That((answer.Status, answer.Error), Is.EqualTo((200, (JsonNode?)null)), answer.Body);
        Assert.That((record.Issuer, record.Subject, record.ClientId, record.Actors), Is.EqualTo((Host, "00u-alice", "pomerium", (IReadOnlyList<string>?)null)));
    }

    [Test]
    public async Task Record_names_the_gateway_and_the_unsigned_facts()
    {
        await WireRequest.Call("files_read", """{"path":"a.txt"}""").With(Header, Assertion()).With("X-Request-Id", "req-1").SendAsync(_server);

        var record = _server.Audit.Decisions.Single();
        Assert.That(
            record.Gateways,
            Is.EqualTo(new[] { new AuditGateway("pomerium", AuditGatewayProof.Signature, Host, "key-1", "s-1", record.TokenId, "req-1") }));
    }

    [Test]
    public async Task Record_names_the_tenant_and_no_actor()
    {
        await WireRequest.Call("files_read", """{"path":"a.txt"}""").WithToken(Routed("mcp:tools/call mcp:tools/files_read:call")).SendAsync(_server);

        var record = _server.Audit.Decisions.Single();
        Assert.That((record.Tenant, record.Actors, record.Gateways!.Single().Name), Is.EqualTo(("team-finance", (IReadOnlyList<string>?)null, "litellm")));
    }

    [Test]
    public async Task Refusal_of_a_verified_caller_is_a_tool_result_without_a_challenge()
    {
        var answer = await WireRequest.Call("files_write", """{"path":"a.txt"}""").With(Header, Assertion()).SendAsync(_server);

        Assert.That((answer.Status, answer.IsToolResult, answer.Challenges.Length), Is.EqualTo((200, true, 0)));
        Assert.That((string)answer.Error!["message"]!, Does.Contain("lacks files:write"));
        Assert.That(_server.Tools.Calls, Is.Empty);
    }

    private static IEnumerable<TestCaseData> OtherCredentials()
    {
        yield return Of("two", 400, (request, token) => request.With(Header, token, token));
        yield return Of("two joined by a comma", 400, (request, token) => request.With(Header, $"{token},{token}"));
        yield return Of("with a scheme", 400, (request, token) => request.With(Header, $"Bearer {token}"));
        yield return Of("empty", 401, (request, _) => request.With(Header, ""));
        yield return Of("in Authorization", 400, (request, token) => request.WithToken(token));
        yield return Of("beside a token", 400, (request, token) => request.With(Header, token).WithToken(token));
        yield return Of("beside the gateway's own session", 400, (request, token) => request.With(Header, token).WithToken($"Pomerium-{token}"));
        yield return Of("only the gateway's own session", 401, (request, token) => request.WithToken($"Pomerium-{token}"));
        yield return Of("only carried over", 401, (request, token) => request.With("X-Pomerium-Jwt-Assertion-For", token));
        yield return Of("unsigned claims", 401, (request, _) => request.With("X-Pomerium-Claim-Email", "alice@corp.example").With("X-Forwarded-User", "alice"));
        yield return Of("channel token", 401, (request, token) => request.With("X-Mcp-Channel-Token", token));
        yield return Of("none", 401, (request, _) => request);

        static TestCaseData Of(string name, int status, Func<WireRequest, string, WireRequest> with) => new TestCaseData(status, with).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(OtherCredentials))]
    public async Task Other_credential_is_refused_and_is_in_no_record(int status, Func<WireRequest, string, WireRequest> with)
    {
        var assertion = Assertion();

        var answer = await with(WireRequest.Call("files_read", """{"path":"a.txt"}"""), assertion).SendAsync(_server);

        Assert.That((answer.Status, _server.Tools.Calls.Count), Is.EqualTo((status, 0)), answer.Body);
        Assert.That(JsonSerializer.Serialize(_server.Audit.Records) + answer.Body, Does.Not.Contain(assertion.Split('.')[1]));
    }

    [Test]
    public async Task Session_of_the_gateway_in_the_query_is_refused()
    {
        var answer = await new WireRequest(path: "/mcp?pomerium_session=eyJ.a.b").With(Header, Assertion()).SendAsync(_server);

        Assert.That((answer.Status, _server.Audit.Decisions.Single().Reason), Is.EqualTo((400, ReasonCode.CredentialInQuery)));
    }

    [Test]
    public async Task No_metadata_is_published_if_clients_can_get_no_token() =>
        Assert.That(
            (await _server.Http.GetAsync(new Uri("/.well-known/oauth-protected-resource/mcp", UriKind.Relative))).StatusCode,
            Is.EqualTo(HttpStatusCode.NotFound));

    [TestCase("mcp:tools/call mcp:tools/files_read:call", "files_read", true)]
    [TestCase("mcp:tools/call mcp:tools/files_read:call", "files_write", false)]
    [TestCase("mcp:tools/call mcp:tools/files_write:call", "files_read", false)]
    [TestCase("mcp:tools/list", "files_read", false)]
    public async Task Token_for_one_tool_calls_only_this_tool(string scopes, string tool, bool runs)
    {
        var answer = await WireRequest.Call(tool, """{"path":"a.txt"}""").WithToken(Routed(scopes)).SendAsync(_server);

        Assert.That((answer.Status, answer.Challenges.Length, _server.Tools.Calls.Count), Is.EqualTo((200, 0, runs ? 1 : 0)), answer.Body);
        Assert.That(_server.Audit.Decisions.Single().ScopesMissing, runs ? Is.Null : Is.EqualTo(new[] { $"mcp:tools/{tool}:call" }));
    }

    [TestCase("""{"jsonrpc":"2.0","id":9,"method":"tools/list"}""")]
    [TestCase("""{"jsonrpc":"2.0","id":9,"method":"ping"}""")]
    public async Task Token_for_one_tool_lists_and_keeps_its_session(string body)
    {
        var answer = await new WireRequest(body).WithToken(Routed("mcp:tools/call mcp:tools/files_read:call")).SendAsync(_server);

        Assert.That((answer.Status, answer.Error), Is.EqualTo((200, (JsonNode?)null)), answer.Body);
    }

    [Test]
    public async Task One_token_serves_many_requests()
    {
        var token = Routed("mcp:tools/call mcp:tools/files_read:call");

        for (var i = 0; i < 4; i++)
            await WireRequest.Call("files_read", """{"path":"a.txt"}""").WithToken(token).SendAsync(_server);

        Assert.That(_server.Tools.Calls, Has.Count.EqualTo(4));
    }

    private string Assertion() => Token().With("iss", Host).With("aud", Host).With("sid", "s-1").With("groups", new JsonArray("finance")).Build();

    private string Routed(string scopes) => Token().With("iss", "https://llm.corp.example").With("nbf", _server.Time.GetUtcNow().ToUnixTimeSeconds())
        .With("scope", scopes).With("act", new JsonObject { ["sub"] = "team-finance" }).Build();

    private TestTokenBuilder Token() => _server.NewToken().SignedWith(_key).WithHeader("kid", _key.KeyId).WithHeader("typ", "JWT")
        .Without("act").Without("client_id").Without("scope").With("sub", "00u-alice");
}
