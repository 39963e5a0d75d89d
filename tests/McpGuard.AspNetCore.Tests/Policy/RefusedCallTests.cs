using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;

namespace McpGuard.AspNetCore.Tests.Policy;

/// <summary>What a policy refuses never gets as far as the server, with sessions or without, and its token is on no record.</summary>
internal sealed class RefusedCallTests
{
    private const string Initialize =
        """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":""" +
            """{"name":"test","version":"1"}}}""";

    private const string Schema = """{"type":"object","properties":{"path":{"const":"b.txt"}},"required":["path"],"additionalProperties":false}""";

    private readonly List<string> _received = [];

    [SetUp]
    public void SetUp() => _received.Clear();

    [Test]
    public async Task Message_stays_outside(
        [Values(true, false)] bool hasSession,
        [Values(
            """ "Scopes":["admin:all"] """,
            """ "Network":["203.0.113.0/24"] """,
            """ "Groups":["staff"] """,
            """ "SignIn":{"MaxAge":"00:05:00"} """,
            """ "Arguments":SCHEMA """)] string demand)
    {
        await using var server = await GuardedWebServer.StartAsync(
            options => options.Policy = $$"""{"Rules":{"strict":{"Tools":["files_read"], {{demand.Replace("SCHEMA", Schema)}} } } }""",
            mcp =>
            {
                mcp.WithMessageFilters(filters => filters.AddIncomingFilter(next => async (message, cancellationToken) =>
                {
                    _received.Add((message.JsonRpcMessage as JsonRpcRequest)?.Method ?? "");
                    await next(message, cancellationToken);
                }));
#pragma warning disable MCP9006 // With the obsolete sessions, too.
                mcp.Services.Configure<HttpServerTransportOptions>(
                    options => options.SessionMode = hasSession ? HttpServerSessionMode.Stateful : HttpServerSessionMode.Stateless);
#pragma warning restore MCP9006
            });
        var token = server.NewToken().Build();
        var call = new WireRequest().WithToken(token);
        if (hasSession)
            call.With("Mcp-Session-Id", (await new WireRequest(Initialize).WithToken(token).SendAsync(server)).Headers["Mcp-Session-Id"]);

        var answer = await call.SendAsync(server);

        Assert.That((answer.Verdict, answer.MediaType), Is.EqualTo((demand.Contains("SignIn", StringComparison.Ordinal) ? 401 : 403, "application/json")));
        Assert.That((_received.Contains("tools/call"), server.Tools.Calls.Count), Is.EqualTo((false, 0)));
        Assert.That(server.Audit.Decisions[^1].Rule, Is.EqualTo("strict"));
        foreach (var record in server.Audit.Records.Select(record => $"{record}"))
            Assert.That(token.Split('.').Where(part => record.Contains(part, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task Message_that_is_only_reported_on_goes_through([Values(true, false)] bool isReported)
    {
        await using var server = await GuardedWebServer.StartAsync(options => options.Policy =
            $$"""{"Mode":"{{(isReported ? "ReportOnly" : "Enforce")}}","Rules":{"strict":{"Tools":["files_read"],"Network":["203.0.113.0/24"]} } }""");

        var answer = await new WireRequest().WithToken(server.NewToken().Build()).SendAsync(server);

        Assert.That((answer.Verdict, server.Tools.Calls.Count), Is.EqualTo(isReported ? (200, 1) : (403, 0)));
        Assert.That(server.Audit.Decisions.Single().Effect, Is.EqualTo(isReported ? AuditEffect.WouldDeny : AuditEffect.Deny));
    }
}
