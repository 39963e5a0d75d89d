using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Moq;

namespace McpGuard.Tests.Acceptance;

/// <summary>What was revoked counts from the next message on, also for tokens that were verified long before.</summary>
[TestFixture]
[Category("REV-5")]
internal sealed class RevokedTokenTests
{
    private readonly Probe _probe = Probe.Open();
    private WireServer _server = null!;

    private RevocationList Revocations => _server.Services.GetRequiredService<RevocationList>();

    [SetUp]
    public void SetUp() => _server = new WireServer(mcp => mcp.WithTools([_probe.Tool]));

    [TearDown]
    public async Task TearDown() => await _server.DisposeAsync();

    [TestCase("tools/call")]
    [TestCase("tools/list")]
    [TestCase("prompts/list")]
    [TestCase("x/custom")]
    public async Task Known_token_is_refused_and_its_caller_recorded(string method)
    {
        await _server.CallAsync("open");
        var runs = _probe.Runs;
        _server.Audit.Clear();

        Revocations.Revoke(new() { Issuer = _server.Authority.Issuer, Actor = "agent-1" });
        var error = (await _server.RequestAsync(method, "\"name\":\"open\"")).ErrorOf();

        Assert.That((error.Code, error.DataOf()["error"].GetString()), Is.EqualTo((40101, "invalid_token")));
        Assert.That(_probe.Runs, Is.EqualTo(runs));
        var record = _server.Audit.Records.Single();
        Assert.That((record.Effect, record.Reason, record.Subject, record.Actors!.Single(), record.ClientId),
            Is.EqualTo((AuditEffect.Deny, ReasonCode.TokenRevoked, "alice", "agent-1", "agent-1")));
        Assert.That(record.TokenId, Is.Not.Null);
    }

    [Test]
    public async Task Notification_of_a_revoked_caller_is_recorded_and_dropped()
    {
        Revocations.Revoke(new() { Issuer = _server.Authority.Issuer });

        _server.Send("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"x"}}""");
        await Eventually.IsTrueAsync(() => _server.Audit.Decisions.Count == 1);

        Assert.That(_server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.TokenRevoked));
    }

    [Test]
    public async Task Token_of_a_new_sign_in_is_served()
    {
        Revocations.Revoke(new() { Issuer = _server.Authority.Issuer, Subject = "alice", IssuedBefore = _server.Time.GetUtcNow() });
        Assert.That((await _server.CallAsync("open")).ErrorOf().Code, Is.EqualTo(40101));

        _server.Time.Advance(TimeSpan.FromSeconds(1));
        _server.Token = _server.NewToken().Build();

        Assert.That((await _server.CallAsync("open")).IsResult(), Is.True);
    }

    [Test]
    [Category("REV-6")]
    public async Task Suspended_call_of_a_revoked_caller_does_not_resume()
    {
        var purged = 0;
        var purge = McpServerTool.Create([AllowAnyCaller] async (McpServer server, CancellationToken cancellationToken) =>
        {
            await server.ElicitAsync(new ElicitRequestParams { Message = "Sure?", RequestedSchema = new() }, cancellationToken);
            purged++;
        }, new() { Name = "purge" });
        await using var server = new WireServer(mcp => mcp.WithTools([purge]));
        var result = ((JsonRpcResponse)await server.CallAsync("purge")).Result!.AsObject();
        server.Audit.Clear();

        server.Services.GetRequiredService<RevocationList>().Revoke(new() { Issuer = server.Authority.Issuer, Subject = "alice" });
        var answer = await server.CallAsync("purge",
            $"\"requestState\":{result["requestState"]!.ToJsonString()}," +
            $"\"inputResponses\":{{\"{result["inputRequests"]!.AsObject().Single().Key}\":{{\"action\":\"accept\",\"content\":{{}}}}}}");

        Assert.That(answer.ErrorOf().Code, Is.EqualTo(40101));
        Assert.That(server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.TokenRevoked));
        Assert.That(purged, Is.Zero);
    }

    [TestCase("tools/call")]
    [TestCase("tools/list")]
    [TestCase("x/custom")]
    public async Task List_that_fails_refuses_the_message_and_that_is_recorded(string method)
    {
        var list = new Mock<IRevocationList>();
        list.Setup(l => l.IsRevoked(It.IsAny<DelegatedCaller>())).Throws(new IOException("The store is away."));
        await using var server = new WireServer(mcp => mcp.WithTools([_probe.Tool]).Services.AddSingleton(list.Object));
        var runs = _probe.Runs;

        var error = (await server.RequestAsync(method, "\"name\":\"open\"")).ErrorOf();

        Assert.That((error.Code, error.DataOf()["retryable"].GetBoolean()), Is.EqualTo((50000, false)));
        Assert.That(error.Message, Does.Not.Contain("store"));
        Assert.That(_probe.Runs, Is.EqualTo(runs));
        var record = server.Audit.Records.Single();
        Assert.That((record.Effect, record.Reason, record.Subject), Is.EqualTo((AuditEffect.Deny, ReasonCode.InternalError, "alice")));
    }

    [Test]
    public async Task Revocation_file_is_one_of_the_lists()
    {
        var path = Path.GetTempFileName();
        try
        {
            await using var server = new WireServer(
                mcp => mcp.WithTools([_probe.Tool]).Services.Configure<McpGuardOptions>(options => options.RevocationFile = path));
            Assert.That((await server.CallAsync("open")).IsResult(), Is.True);

            await File.WriteAllTextAsync(path, $$"""{"issuer":"{{server.Authority.Issuer}}","client_id":"agent-1"}""");
            server.Time.Advance(RevocationFile.Interval);

            Assert.That((await server.CallAsync("open")).ErrorOf().Code, Is.EqualTo(40101));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
