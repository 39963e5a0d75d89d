using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;

namespace McpGuard.AspNetCore.Tests.Gateways;

/// <summary>The traffic of LiteLLM: a session for each operation with the operation's token, and introductions without a token.</summary>
internal sealed class LiteLlmTrafficTests
{
    private const string Listing = "mcp:tools/list";
    private const string Reading = "mcp:tools/call mcp:tools/files_read:call";
    private const string Writing = "mcp:tools/call mcp:tools/files_write:call";
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":""" +
            """{"name":"mcp","version":"0.1.0"}}}""";

    private readonly GatewaySigner _signer = new();
    private PublishedKeys _published = null!;
    private GuardedWebServer? _server;

    private GuardedWebServer Server => _server!;

    [SetUp]
    public void Publish() => _published = new PublishedKeys();

    [TearDown]
    public async Task StopAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _server = null;
        _published.Dispose();
    }

    [OneTimeTearDown]
    public void DisposeSigner() => _signer.Dispose();

    [TestCase(Listing)]
    [TestCase(Reading)]
    public async Task Session_of_an_operation_works_with_the_operations_token_alone(string scope)
    {
        await StartAsync();
        var token = Token(scope);
        var session = (await new WireRequest(Initialize).WithToken(token).SendAsync(Server)).Headers["Mcp-Session-Id"];

        var noticed = await SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        using var stream = await In(session, token, new WireRequest((string?)null, "GET")).OpenAsync(Server);
        var list = await SendAsync("""{"jsonrpc":"2.0","id":2,"method":"tools/list"}""");
        var call = await In(session, token, WireRequest.Call("files_read", """{"path":"a.txt"}""")).SendAsync(Server);
        var listAgain = await SendAsync("""{"jsonrpc":"2.0","id":3,"method":"tools/list"}""");
        var deleted = await In(session, token, new WireRequest((string?)null, "DELETE")).SendAsync(Server);

        Assert.That((noticed.Status, stream.Status, deleted.Status), Is.EqualTo((202, 200, 200)));
        Assert.That((list.Error, listAgain.Error, list.Status, listAgain.Status), Is.EqualTo(((JsonNode?)null, (JsonNode?)null, 200, 200)), listAgain.Body);
        Assert.That((call.Status, call.Error is null, Server.Tools.Calls.Count), Is.EqualTo((200, scope == Reading, scope == Reading ? 1 : 0)), call.Body);

        Task<WireAnswer> SendAsync(string body) => In(session, token, new WireRequest(body)).SendAsync(Server);
    }

    [Test]
    public async Task Session_may_have_two_operations_with_a_token_each()
    {
        await StartAsync();
        var session = (await new WireRequest(Initialize).WithToken(Token(Reading)).SendAsync(Server)).Headers["Mcp-Session-Id"];

        await In(session, Token(Reading), WireRequest.Call("files_read", """{"path":"a.txt"}""")).SendAsync(Server);
        await In(session, Token(Writing), WireRequest.Call("files_write", """{"path":"b.txt"}""")).SendAsync(Server);
        var confused = await In(session, Token(Reading), WireRequest.Call("files_write", """{"path":"c.txt"}""")).SendAsync(Server);

        Assert.That(Server.Tools.Calls, Is.EqualTo(new[] { "files_read a.txt", "files_write b.txt" }));
        Assert.That((confused.Status, confused.IsToolResult), Is.EqualTo((200, true)), "The session lends no token to another operation.");
    }

    [Test]
    public async Task Introduction_without_a_token_costs_one_bounded_record_and_does_no_harm()
    {
        await StartAsync();
        var longOne = Initialize.Replace("\"mcp\"", $"\"{new string('x', 3000)}\"", StringComparison.Ordinal);

        for (var i = 0; i < 3; i++)
            Assert.That((await new WireRequest(longOne).SendAsync(Server)).Status, Is.EqualTo(401));

        Assert.That(Server.Audit.Records.Select(record => (record.Event, record.Reason, record.Method)), Is.EqualTo(Enumerable.Repeat(
            (AuditEvent.Decision, ReasonCode.CredentialMissing, "initialize"), 3)));
        Assert.That(Server.Audit.Records.Select(record => record.ToString().Length), Has.All.LessThan(1500));
        Assert.That((await new WireRequest(Initialize).WithToken(Token(Reading)).SendAsync(Server)).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Names_that_the_product_has_by_default_count_if_the_settings_name_them()
    {
        await StartAsync(issuer =>
        {
            issuer.Issuer = "litellm";
            issuer.Audiences.Add("mcp");
        });

        await CallAsync(claims => (claims["iss"], claims["aud"]) = ("litellm", "mcp"));
        await CallAsync(claims => claims["iss"] = "litellm");
        await CallAsync(claims => claims["aud"] = "mcp");

        Assert.That(
            Server.Audit.Decisions.Select(record => record.Reason),
            Is.EqualTo(new[] { ReasonCode.Allowed, ReasonCode.AudienceMismatch, ReasonCode.IssuerUnknown }));
    }

    [Test]
    public async Task New_key_of_a_restarted_gateway_costs_one_reading()
    {
        using var restarted = new GatewaySigner();
        _published.Jwks = _signer.Jwks;
        await StartAsync(ReadKeys);
        await CallAsync();
        var before = _published.Asked;

        _published.Jwks = restarted.Jwks.Replace("rsa-1", "rsa-2", StringComparison.Ordinal);
        for (var i = 0; i < 4; i++)
            await CallAsync(keyId: "rsa-2", signer: restarted);
        for (var i = 0; i < 4; i++)
            await CallAsync(keyId: $"unknown-{i}", signer: restarted);

        Assert.That((before, _published.Asked - before), Is.EqualTo((1, 1)));
        Assert.That(Server.Tools.Calls, Has.Count.EqualTo(5));
    }

    [TestCase("""{"keys":[]}""")]
    [TestCase("not json")]
    public async Task Gateway_that_has_published_no_key_yet_is_no_fault_of_the_caller(string published)
    {
        _published.Jwks = published;
        await StartAsync(ReadKeys);

        var answer = await CallAsync();

        Assert.That((answer.Status, Server.Audit.Decisions.Single().Reason), Is.EqualTo((503, ReasonCode.KeysUnavailable)), answer.Body);
    }

    private Task<WireAnswer> CallAsync(Action<JsonObject>? change = null, string keyId = "rsa-1", GatewaySigner? signer = null)
    {
        var claims = GatewaySigner.LiteLlmClaims(Server.Time.GetUtcNow());
        change?.Invoke(claims);
        var token = (signer ?? _signer).SignRsa(claims, new() { ["alg"] = "RS256", ["kid"] = keyId, ["typ"] = "JWT" });
        return WireRequest.Call("files_read", """{"path":"a.txt"}""").WithToken(token).SendAsync(Server);
    }

    private static WireRequest In(string session, string token, WireRequest request) => request.With("Mcp-Session-Id", session).WithToken(token);

    private string Token(string scope) => _signer.SignRsa(GatewaySigner.LiteLlmClaims(Server.Time.GetUtcNow(), scope));

    private async Task StartAsync(Action<IssuerOptions>? configure = null) => _server = await GuardedWebServer.StartAsync(options =>
    {
        options.Issuers["litellm"] = new IssuerOptions
        {
            Issuer = GatewaySigner.LiteLlm,
            Profile = IssuerProfile.LiteLlm,
            Keys = { Jwks = _signer.Jwks },
            Gateway = new GatewayOptions
            {
                Client = "litellm",
                ToolScopes = { ["files_read"] = "mcp:basic files:read", ["files_write"] = "mcp:basic files:read files:write" },
            },
        };
        configure?.Invoke(options.Issuers["litellm"]);
    }, server =>
    {
        server.Services.PostConfigure<McpGuardOptions>(options => options.Authority = null);
#pragma warning disable MCP9006 // The obsolete session options are what is tested.
        server.Services.Configure<HttpServerTransportOptions>(options =>
            options.SessionMode = configure is null ? HttpServerSessionMode.Stateful : HttpServerSessionMode.Stateless);
#pragma warning restore MCP9006
        server.Services.ReplaceBackchannel(() => _published);
    });

    private static void ReadKeys(IssuerOptions issuer)
    {
        issuer.Keys.Jwks = null;
        issuer.Keys.Uri = "https://llm.corp.example/.well-known/jwks.json";
    }

    /// <summary>The address at which the gateway publishes its keys.</summary>
    private sealed class PublishedKeys : HttpMessageHandler
    {
        private int _asked;

        public string Jwks { get; set; } = "";

        public int Asked => Volatile.Read(ref _asked);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            return Task.FromResult(new HttpResponseMessage { Content = new StringContent(Jwks, Encoding.UTF8, "application/json") });
        }
    }
}
