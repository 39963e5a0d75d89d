namespace McpGuard.AspNetCore.Tests.Acceptance.Records;

/// <summary>A record identifies the token and the session of a request, without revealing either.</summary>
[Category("LOG-4")]
internal sealed class TokenTests
{
    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Record_has_the_expiry_the_algorithm_and_the_sign_in_of_the_token()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(_server.Time.GetUtcNow().ToUnixTimeSeconds());
        var record = await SendAsync(WireRequest.Call("echo"), ("jti", "t1"), ("acr", "mfa"), ("auth_time", now.AddMinutes(-5).ToUnixTimeSeconds()));

        Assert.That(record.TokenId, Is.EqualTo("t1"));
        Assert.That(record.Token, Is.EqualTo(new AuditToken
        {
            Issued = now,
            Expires = now.AddSeconds(300),
            Audiences = 1,
            Algorithm = "ES256",
            KeyId = "key-1",
            AuthenticationContext = "mfa",
            AuthenticatedAt = now.AddMinutes(-5),
        }));
    }

    [Test]
    public async Task Session_id_of_the_token_takes_precedence()
    {
        var record = await SendAsync(WireRequest.Call("echo").With("Mcp-Session-Id", "canary7f3a"), ("sid", "s1"));

        Assert.That((record.SessionId, record.SessionSource), Is.EqualTo(("s1", AuditSessionSource.Token)));
        Assert.That(record.ToString(), Does.Not.Contain("canary7f3a"));
    }

    [Test]
    public async Task Session_of_the_transport_is_recognized_and_cannot_be_taken_over()
    {
        var first = await SendAsync(WireRequest.Call("echo").With("Mcp-Session-Id", "canary7f3a"));
        var same = await SendAsync(WireRequest.Call("echo").With("Mcp-Session-Id", "canary7f3a"));
        var other = await SendAsync(WireRequest.Call("echo").With("Mcp-Session-Id", "other"));

        Assert.That((first.SessionId, first.SessionSource), Is.EqualTo((same.SessionId, AuditSessionSource.Transport)));
        Assert.That(first.SessionId, Does.Match("^hmac-sha256:[0-9a-f]{64}$").And.Not.EqualTo(other.SessionId));
    }

    [Test]
    public async Task Record_without_a_session_has_no_session_id()
    {
        var record = await SendAsync(WireRequest.Call("echo"));

        Assert.That((record.SessionId, record.SessionSource), Is.EqualTo(((string?)null, (AuditSessionSource?)null)));
    }

    private async Task<AuditRecord> SendAsync(WireRequest request, params (string Claim, System.Text.Json.Nodes.JsonNode Value)[] claims)
    {
        var token = _server.NewToken();
        foreach (var (claim, value) in claims)
            token.With(claim, value);

        await request.WithToken(token.Build()).SendAsync(_server);
        return _server.Audit.Decisions[^1];
    }
}
