using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Moq;

namespace McpGuard.Tests.Acceptance;

/// <summary>A stream lasts as long as its client wants, but not longer than the token that opened it.</summary>
[TestFixture]
[Category("RSP-20")]
[Category("SUB-2")]
[Category("REV-6")]
internal sealed class StreamEndTests
{
    private WireServer _server = null!;

    [TearDown]
    public async Task TearDown() => await _server.DisposeAsync();

    [Test]
    public async Task Stream_ends_within_a_second_of_its_tokens_end()
    {
        var stream = await ListenAsync();
        _server.Time.Advance(TimeSpan.FromSeconds(329));
        Assert.That((stream.IsCompleted, _server.Audit.Outcomes.Count), Is.EqualTo((false, 0)));

        _server.Time.Advance(TokenWatch.Interval);

        await AssertEndedAsync(stream, 40101, ReasonCode.TokenExpired);
    }

    [Test]
    public async Task Stream_ends_within_a_second_of_its_tokens_revocation()
    {
        var stream = await ListenAsync();

        Revocations.Revoke(new() { Issuer = _server.Authority.Issuer, Subject = "alice" });
        _server.Time.Advance(TokenWatch.Interval);

        await AssertEndedAsync(stream, 40101, ReasonCode.TokenRevoked);
    }

    [Test]
    public async Task Stream_does_not_live_on_a_newer_token_of_its_connection()
    {
        var stream = await ListenAsync();
        _server.Time.Advance(TimeSpan.FromSeconds(200));
        _server.Token = _server.NewToken().Build();
        Assert.That((await _server.CallAsync("open")).IsResult(), Is.True);
        _server.Audit.Clear();

        _server.Time.Advance(TimeSpan.FromSeconds(130));

        await AssertEndedAsync(stream, 40101, ReasonCode.TokenExpired);
        Assert.That((await _server.CallAsync("open")).IsResult(), Is.True, "The connection goes on.");
    }

    [Test]
    public async Task Stream_of_a_handler_that_ends_at_its_cancellation_is_recorded_too()
    {
        var stream = await ListenAsync(async (request, cancellationToken) =>
        {
            await request.Server.SendMessageAsync(new JsonRpcNotification { Method = "notifications/mine" }, cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ContinueWith(_ => { }, TaskScheduler.Default);
            return new EmptyResult();
        });

        _server.Time.Advance(TimeSpan.FromSeconds(330));

        await AssertEndedAsync(stream, 40101, ReasonCode.TokenExpired);
    }

    [Test]
    public async Task Stream_ends_when_the_validity_of_its_token_is_unknown()
    {
        var list = new Mock<IRevocationList>();
        var stream = await ListenAsync(configure: mcp => mcp.Services.AddSingleton(list.Object));

        list.Setup(l => l.IsRevoked(It.IsAny<DelegatedCaller>())).Throws(new IOException("The store is away."));
        _server.Time.Advance(TokenWatch.Interval);

        await AssertEndedAsync(stream, 50000, ReasonCode.InternalError);
    }

    [Test]
    [Category("RSP-21")]
    public async Task Stream_that_its_client_breaks_off_did_not_fail()
    {
        _ = await ListenAsync();

        _server.Send($$"""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"{{_server.LastId}}"} }""");
        await Eventually.IsTrueAsync(HasNoStream);
        _server.Time.Advance(TimeSpan.FromSeconds(330));

        Assert.That(
            _server.Audit.Outcomes.Where(record => record.Method == RequestMethods.SubscriptionsListen && record.Outcome == AuditOutcome.Failed), Is.Empty);
    }

    // As long as it has one open, it cannot open as many as it may have.
    private bool HasNoStream()
    {
        var (streams, caller) =
            (_server.Services.GetRequiredService<OpenStreams>(), Callers.With(actor: new Actor("agent-1"), issuer: _server.Authority.Issuer));
        var opened = Enumerable.Range(0, OpenStreams.MaxStreams).Select(_ => streams.OpenOrNone(caller, OpenStreams.MaxStreams)).ToArray();
        foreach (var stream in opened)
            stream?.Dispose();

        return opened[^1] is not null;
    }

    private RevocationList Revocations => _server.Services.GetRequiredService<RevocationList>();

    private async Task<Task<JsonRpcMessage>> ListenAsync(
        McpRequestHandler<SubscriptionsListenRequestParams, EmptyResult>? handler = null, Action<IMcpServerBuilder>? configure = null)
    {
        _server = new WireServer(mcp =>
        {
            mcp.WithTools([Probe.Open().Tool]).Services.Configure<McpServerOptions>(options => options.Handlers.SubscriptionsListenHandler = handler);
            configure?.Invoke(mcp);
        });
        var answer = _server.RequestAsync(RequestMethods.SubscriptionsListen, "\"notifications\":{\"toolsListChanged\":true}");
        await Eventually.IsTrueAsync(() => _server.Sent.OfType<JsonRpcNotification>().Any());
        return answer;
    }

    private async Task AssertEndedAsync(Task<JsonRpcMessage> stream, int code, ReasonCode reason)
    {
        Assert.That((await stream).ErrorOf().Code, Is.EqualTo(code));
        var outcome = _server.Audit.Outcomes.Single(record => record.Method == RequestMethods.SubscriptionsListen);
        Assert.That((outcome.Outcome, outcome.Reason, outcome.Subject), Is.EqualTo((AuditOutcome.Failed, reason, "alice")));
    }
}
