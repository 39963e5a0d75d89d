namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>What a client says of itself, wherever it says it, decides nothing: only the token and the body that runs do.</summary>
internal sealed class ClaimsOfClientsTests
{
    private const string Policy = """
        {
          "Rules": {
            "own-tenant": { "Tools": "files_read", "Tenant": { "Claim": "tid", "Argument": "path" } },
            "desktop-only": { "Tools": "echo", "Callers": { "AllowedClients": [ "desktop" ], "AllowedActors": [ "desktop" ] } }
          }
        }
        """;

    private GuardedWebServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync(options => options.Policy = Policy);

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase("a")]
    [TestCase("b")]
    [Category("RSP-15")]
    public async Task Header_that_repeats_an_argument_does_not_change_the_tenant(string header)
    {
        var answer = await WireRequest.Call("files_read", """{"path":"b"}""").With("Mcp-Param-Path", header).With("Mcp-Param-Tenant", header)
            .WithToken(_server.NewToken().With("tid", "a").Build()).SendAsync(_server);

        Assert.That((answer.Verdict, answer.ErrorCode, answer.Challenges.Length), Is.EqualTo((403, 40301, 0)));
        Assert.That(_server.Tools.Calls, Is.Empty);
    }

    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    [Category("SES-6")]
    public async Task Name_that_a_client_gives_itself_does_not_make_it_that_client(string? version)
    {
        var token = _server.NewToken().Build();
        var body = """
            {"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{"message":"x"},"_meta":{
                "io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},
                "io.modelcontextprotocol/clientInfo":{"name":"desktop","version":"1"},"clientInfo":{"name":"desktop","version":"1"},"client_id":"desktop"}}}
            """;
        var request = version == "2026-07-28"
            ? new WireRequest(body).With("MCP-Protocol-Version", version).With("Mcp-Method", "tools/call").With("Mcp-Name", "echo")
            : WireRequest.Call("echo", """{"message":"x","clientInfo":{"name":"desktop"},"client_id":"desktop"}""", version);
        _server.Audit.Clear();

        var answer = await request.With("User-Agent", "desktop").With("X-Client-Id", "desktop").WithToken(token).SendAsync(_server);

        Assert.That((answer.Verdict, answer.ErrorCode), Is.EqualTo((403, 40301)));
        Assert.That(_server.Audit.Records.Single().ClientId, Is.EqualTo("agent-1"));
        Assert.That(_server.Audit.Records.Single().ToString(), Does.Not.Contain("desktop\""));
    }

    [TestCase("sub")]
    [TestCase("tid")]
    [TestCase("groups")]
    [TestCase("scope")]
    [TestCase("allowed_tools")]
    [TestCase("__proto__")]
    [Category("T9")]
    public async Task Argument_with_the_name_of_a_fact_changes_nothing(string name)
    {
        var arguments = $$"""{"path":"b","{{name}}":"b"}""";

        var otherTenant = await WireRequest.Call("files_read", arguments).WithToken(_server.NewToken().With("tid", "a").Build()).SendAsync(_server);
        var noTenant = await WireRequest.Call("files_read", arguments).WithToken(_server.NewToken().Build()).SendAsync(_server);

        Assert.That((otherTenant.Verdict, noTenant.Verdict), Is.EqualTo((403, 403)));
    }
}
