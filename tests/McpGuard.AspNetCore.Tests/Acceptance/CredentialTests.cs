namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>How a token is presented (BRR and APP ids of RFC 6750 and of MCP authorization).</summary>
internal sealed class CredentialTests
{
    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase("tools/call")]
    [TestCase("tools/list")]
    [TestCase("initialize")]
    [TestCase("ping")]
    [TestCase("server/discover")]
    [TestCase("resources/read")]
    [TestCase("no/such/method")]
    [Category("V1")]
    public async Task Request_without_a_token_is_challenged_without_an_error_code(string method)
    {
        var answer = await new WireRequest($$$"""{"jsonrpc":"2.0","id":"x","method":"{{{method}}}","params":{}}""").SendAsync(_server);

        AssertChallengedWithoutError(answer);
        Assert.That((string?)answer.Json!["id"], Is.EqualTo("x"));
    }

    [Test]
    public async Task Request_without_a_token_is_recorded_with_its_target()
    {
        await new WireRequest().SendAsync(_server);

        var record = _server.Audit.Records.Single();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(record.Effect, Is.EqualTo(AuditEffect.Deny));
            Assert.That(record.Reason, Is.EqualTo(ReasonCode.CredentialMissing));
            Assert.That(record.HttpStatus, Is.EqualTo(401));
            Assert.That(record.Target, Is.EqualTo("files_read"));
            Assert.That(record.Subject, Is.Null);
        }
    }

    [TestCase("Basic dXNlcjpwYXNz")]
    [TestCase("Negotiate abc")]
    [TestCase("DPoP abc")]
    [TestCase("Bearerabc")]
    public async Task Another_scheme_is_challenged_as_no_credential(string authorization) =>
        AssertChallengedWithoutError(await new WireRequest().With("Authorization", authorization).SendAsync(_server));

    [TestCase("Bearer")]
    [TestCase("Bearer ")]
    [TestCase("Bearer a b")]
    [TestCase("Bearer a, Bearer b")]
    [TestCase("Bearer \"a\"")]
    public async Task Bearer_without_exactly_one_token_is_malformed(string authorization)
    {
        var answer = await new WireRequest().With("Authorization", authorization).SendAsync(_server);

        AssertMalformed(answer, ReasonCode.CredentialMalformed);
    }

    [Category("LOG-2")]
    [TestCase("access_token")]
    [TestCase("ACCESS_TOKEN")]
    public async Task Token_in_the_query_is_refused_even_with_a_valid_header(string parameter)
    {
        var token = _server.NewToken().Build();
        var answer = await new WireRequest(WireRequest.ReadCall, path: $"/mcp?{parameter}={token}").WithToken(token).SendAsync(_server);

        AssertMalformed(answer, ReasonCode.CredentialInQuery);
        Assert.That(_server.Audit.Records.Single().ToString(), Does.Not.Contain(token));
    }

    [Test]
    public async Task Token_in_a_form_is_not_a_credential()
    {
        var answer = await new WireRequest($"access_token={_server.NewToken().Build()}").WithContentType("application/x-www-form-urlencoded")
            .SendAsync(_server);

        AssertChallengedWithoutError(answer);
    }

    [TestCase("bearer")]
    [TestCase("BEARER")]
    public async Task Scheme_is_compared_ignoring_case(string scheme)
    {
        var answer = await new WireRequest().With("Authorization", $"{scheme} {_server.NewToken().Build()}").SendAsync(_server);

        Assert.That(answer.Status, Is.EqualTo(200));
    }

    [Test]
    public async Task Nothing_is_learned_from_an_earlier_request_of_the_connection()
    {
        var first = await new WireRequest().WithToken(_server.NewToken().Build()).SendAsync(_server);
        var second = await new WireRequest().SendAsync(_server);

        Assert.That((first.Status, second.Status), Is.EqualTo((200, 401)));
    }

    [Test]
    public async Task Oversized_token_is_invalid_and_not_parsed()
    {
        var answer = await new WireRequest().WithToken(new string('a', 25_000)).SendAsync(_server);

        Assert.That((answer.Status, answer.Challenge["error"]), Is.EqualTo((401, "invalid_token")));
        Assert.That(_server.Audit.Records.Single().Reason, Is.EqualTo(ReasonCode.TokenTooLarge));
        Assert.That(_server.Authority.KeyRequests, Is.LessThanOrEqualTo(1), "They are read at the start.");
    }

    private void AssertChallengedWithoutError(WireAnswer answer)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(401));
            Assert.That(answer.MediaType, Is.EqualTo("application/json"));
            Assert.That(answer.Challenge, Is.EquivalentTo(new Dictionary<string, string>
            {
                ["resource_metadata"] = GuardedWebServer.MetadataAddress,
                ["scope"] = "mcp:basic",
            }));
            Assert.That(answer.Headers["Cache-Control"], Is.EqualTo("no-store"));
            Assert.That(answer.ErrorCode, Is.EqualTo(40100));
            Assert.That(_server.Tools.Calls, Is.Empty);
        }
    }

    private void AssertMalformed(WireAnswer answer, ReasonCode reason)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(400));
            Assert.That(answer.Challenge["error"], Is.EqualTo("invalid_request"));
            Assert.That(answer.Challenge["resource_metadata"], Is.EqualTo(GuardedWebServer.MetadataAddress));
            Assert.That((int?)answer.Json!["id"], Is.EqualTo(7));
            Assert.That(_server.Audit.Records.Single().Reason, Is.EqualTo(reason));
            Assert.That(_server.Tools.Calls, Is.Empty);
        }
    }
}
