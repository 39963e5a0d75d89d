using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>A stream over HTTP ends with the token that it was opened with, and its end is on record.</summary>
[Category("RSP-20")]
[Category("REV-6")]
internal sealed class StreamTests
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":""" +
            """{"name":"test","version":"1"}}}""";

    private GuardedWebServer _server = null!;

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase(false, ReasonCode.TokenExpired)]
    [TestCase(true, ReasonCode.TokenRevoked)]
    public async Task Listening_ends_with_its_token(bool isRevoked, ReasonCode reason)
    {
        _server = await StartAsync();
        using var stream = await WireRequest.Listen().WithToken(_server.NewToken().Build()).OpenAsync(_server);
        Assert.That((string?)(await stream.ReadAsync())!["method"], Is.EqualTo(NotificationMethods.SubscriptionsAcknowledgedNotification));

        End(isRevoked);

        var last = await stream.ReadAsync();
        Assert.That(((int?)last!["id"], (int?)last["error"]!["code"], (string?)last["error"]!["data"]!["error"]), Is.EqualTo((7, 40101, "invalid_token")));
        Assert.That(await stream.ReadAsync(), Is.Null, "Nothing comes after the last message.");
        AssertEndedOnRecord(RequestMethods.SubscriptionsListen, reason);
    }

    [TestCase(false, ReasonCode.TokenExpired)]
    [TestCase(true, ReasonCode.TokenRevoked)]
    public async Task Get_stream_of_a_session_ends_with_its_token(bool isRevoked, ReasonCode reason)
    {
        _server = await StartAsync(stateful: true);
        using var stream = await OpenGetAsync();
        Assert.That(stream.Status, Is.EqualTo(200));

        End(isRevoked);

        Assert.That(await stream.ReadAsync(), Is.Null);
        await Eventually.IsTrueAsync(() => _server.Audit.Outcomes.Count == 1);
        AssertEndedOnRecord(method: null, reason);
    }

    [Test]
    [Category("AUD-1")]
    public async Task Get_stream_is_on_record_when_it_opens()
    {
        _server = await StartAsync(stateful: true);
        using var stream = await OpenGetAsync();

        Assert.That(_server.Audit.Records.Single().Effect, Is.EqualTo(AuditEffect.Allow));
        Assert.That(_server.Audit.Records.Single().Subject, Is.EqualTo("alice"));
    }

    [Test]
    [Category("AUD-3")]
    public async Task Get_stream_that_cannot_be_recorded_does_not_open()
    {
        _server = await StartAsync(stateful: true);
        var session = await SessionAsync();

        _server.Audit.Fails = true;
        var answer = await Get(session).SendAsync(_server);

        Assert.That((answer.Status, answer.ErrorCode, answer.Headers["Retry-After"]), Is.EqualTo((503, 50301, "1")));
    }

    [Test]
    [Category("RSP-21")]
    public async Task Get_stream_that_its_client_leaves_is_cancelled()
    {
        _server = await StartAsync(stateful: true);
        (await OpenGetAsync()).Dispose();

        await Eventually.IsTrueAsync(() => _server.Audit.Outcomes.Count == 1);
        Assert.That((_server.Audit.Outcomes.Single().Outcome, _server.Audit.Outcomes.Single().Reason), Is.EqualTo((AuditOutcome.Cancelled, (ReasonCode?)null)));
    }

    [Test]
    public async Task Request_without_a_message_that_the_server_answers_is_recorded_with_its_status()
    {
        _server = await StartAsync(stateful: true);
        var session = await SessionAsync();
        await new WireRequest((string?)null, "DELETE").With("Mcp-Session-Id", session).WithToken(_server.NewToken().Build()).SendAsync(_server);
        _server.Audit.Clear();
        var answer = await Get(session).SendAsync(_server);

        Assert.That(answer.Status, Is.EqualTo(404));
        Assert.That(_server.Audit.Decisions.Single().Effect, Is.EqualTo(AuditEffect.Allow));
        Assert.That((_server.Audit.Outcomes.Single().Outcome, _server.Audit.Outcomes.Single().HttpStatus), Is.EqualTo((AuditOutcome.NotDispatched, 404)));
    }

    private void End(bool isRevoked)
    {
        if (isRevoked)
            _server.Revoke(new() { Issuer = _server.Authority.Issuer, Subject = "alice" });

        _server.Time.Advance(isRevoked ? TokenWatch.Interval : TimeSpan.FromSeconds(330));
    }

    private void AssertEndedOnRecord(string? method, ReasonCode reason)
    {
        var (decision, outcome) = (_server.Audit.Decisions.Single(), _server.Audit.Outcomes.Single());
        Assert.That((decision.Method, decision.Effect), Is.EqualTo((method, AuditEffect.Allow)));
        Assert.That((outcome.Outcome, outcome.Reason, outcome.Subject, outcome.OperationId),
            Is.EqualTo((AuditOutcome.Failed, reason, "alice", decision.OperationId)));
    }

    private WireRequest Get(string session) =>
        new WireRequest((string?)null, "GET").With("Mcp-Session-Id", session).WithToken(_server.NewToken().Build());

    private async Task<EventStream> OpenGetAsync() => await Get(await SessionAsync()).OpenAsync(_server);

    private async Task<string> SessionAsync()
    {
        var answer = await new WireRequest(Initialize).WithToken(_server.NewToken().Build()).SendAsync(_server);
        _server.Audit.Clear();
        return answer.Headers["Mcp-Session-Id"];
    }

    private static Task<GuardedWebServer> StartAsync(bool stateful = false) => GuardedWebServer.StartAsync(server: mcp =>
    {
#pragma warning disable MCP9006 // The obsolete session options are what is tested.
        mcp.Services.Configure<HttpServerTransportOptions>(
            options => options.SessionMode = stateful ? HttpServerSessionMode.Stateful : HttpServerSessionMode.Stateless);
#pragma warning restore MCP9006
        mcp.Services.Configure<McpServerOptions>(options => options.Handlers.SubscriptionsListenHandler = async (request, cancellationToken) =>
        {
            await request.Server.SendNotificationAsync(NotificationMethods.SubscriptionsAcknowledgedNotification, cancellationToken: cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return new EmptyResult();
        });
    });
}
