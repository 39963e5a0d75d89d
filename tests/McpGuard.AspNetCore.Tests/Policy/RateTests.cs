using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;

namespace McpGuard.AspNetCore.Tests.Policy;

/// <summary>A rule that limits a rate counts the calls that it lets run, each of them once.</summary>
internal sealed class RateTests
{
    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    public async Task Call_counts_once_and_a_call_over_the_limit_gets_a_retry_time(string? version)
    {
        await using var server = await StartAsync("""{"few":{"Tools":["files_read"],"Rate":{"Calls":2,"Window":"01:00:00"}}}""");

        for (var call = 0; call < 2; call++)
            Assert.That((await CallAsync(server, "files_read", version)).Verdict, Is.EqualTo(200));
        var refused = await CallAsync(server, "files_read", version);

        Assert.That((refused.Verdict, refused.ErrorCode), Is.EqualTo((429, 42900)));
        Assert.That((int)refused.Error!["data"]!["retry_after"]!, Is.InRange(1, 3600));
        Assert.That((refused.Challenges.Length, (bool?)refused.Error!["data"]!["retryable"]), Is.EqualTo((0, true)));
        Assert.That(server.Tools.Calls, Has.Count.EqualTo(2));
        Assert.That((server.Audit.Decisions[^1].Reason, server.Audit.Decisions[^1].Rule), Is.EqualTo((ReasonCode.RateExceeded, "few")));
    }

    [Test]
    public async Task Call_that_is_refused_for_another_reason_does_not_count()
    {
        await using var server = await StartAsync("""{"few":{"Tools":["files_read"],"Rate":{"Calls":1,"Window":"01:00:00"}}}""");

        for (var call = 0; call < 3; call++)
            Assert.That((await CallAsync(server, "files_read", scopes: "mcp:basic")).Verdict, Is.EqualTo(403));

        Assert.That((await CallAsync(server, "files_read")).Verdict, Is.EqualTo(200));
    }

    [Test]
    public async Task Call_that_one_rate_refuses_does_not_count_for_another()
    {
        await using var server = await StartAsync("""
            {
              "all": {"Tools":["files_read"],"Rate":{"Calls":3,"Window":"01:00:00","Per":"Everybody"}},
              "each": {"Tools":["files_read"],"Rate":{"Calls":1,"Window":"01:00:00","Per":"Subject"}}
            }
            """);

        int[] ofAlice =
            [(await CallAsync(server, "files_read")).Verdict, (await CallAsync(server, "files_read")).Verdict, (await CallAsync(server, "files_read")).Verdict];
        var ofBob = await CallAsync(server, "files_read", subject: "bob");

        Assert.That(ofAlice, Is.EqualTo(new[] { 200, 429, 429 }));
        Assert.That(ofBob.Verdict, Is.EqualTo(200), "Who calls too often takes nothing from the others.");
    }

    [Test]
    public async Task List_does_not_count()
    {
        await using var server = await StartAsync("""{"few":{"Tools":["files_read"],"Rate":{"Calls":1,"Window":"01:00:00"}}}""");

        for (var list = 0; list < 3; list++)
        {
            var answer = await new WireRequest("""{"jsonrpc":"2.0","id":1,"method":"tools/list"}""").WithToken(server.NewToken().Build()).SendAsync(server);
            Assert.That(answer.Json!["result"]!["tools"]!.AsArray().Select(tool => (string?)tool!["name"]), Has.Member("files_read"));
        }

        Assert.That((await CallAsync(server, "files_read")).Verdict, Is.EqualTo(200));
    }

    [Test]
    public async Task Names_that_a_client_makes_up_count_together()
    {
        await using var server = await GuardedWebServer.StartAsync(
            options => options.Policy = """{"Rules":{"few":{"Methods":["completion/complete"],"Rate":{"Calls":2,"Window":"01:00:00"}}}}""",
            mcp => mcp.WithCompleteHandler((_, _) => new(new CompleteResult())));

        var answers = new List<int>();
        for (var call = 0; call < 4; call++)
        {
            var body = $$$"""
                {"jsonrpc":"2.0","id":1,"method":"completion/complete",
                "params":{"ref":{"type":"ref/prompt","name":"made-up-{{{call}}}"},"argument":{"name":"a","value":"b"} } }
                """;
            answers.Add((await new WireRequest(body).WithToken(server.NewToken().Build()).SendAsync(server)).ErrorCode ?? 0);
        }

        Assert.That(answers[2..], Is.All.EqualTo(42900));
    }

    [Test]
    public async Task Rate_that_only_reports_lets_the_call_run()
    {
        await using var server = await StartAsync("""{"few":{"Tools":["files_read"],"Mode":"ReportOnly","Rate":{"Calls":1,"Window":"01:00:00"}}}""");

        int[] statuses = [(await CallAsync(server, "files_read")).Verdict, (await CallAsync(server, "files_read")).Verdict];

        Assert.That(statuses, Is.EqualTo(new[] { 200, 200 }));
        Assert.That(server.Audit.Decisions.Select(record => record.Effect), Is.EqualTo(new[] { AuditEffect.Allow, AuditEffect.WouldDeny }));
    }

    private static Task<GuardedWebServer> StartAsync(string rules) => GuardedWebServer.StartAsync(options => options.Policy = $$"""{"Rules":{{rules}}}""");

    private static Task<WireAnswer> CallAsync(
        GuardedWebServer server, string tool, string? version = null, string scopes = "files:read", string subject = "alice") =>
        WireRequest.Call(tool, """{"path":"a"}""", version).WithToken(server.NewToken().With("scope", scopes).With("sub", subject).Build()).SendAsync(server);
}
