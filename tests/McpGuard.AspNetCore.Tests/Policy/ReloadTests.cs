using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Policy;

/// <summary>A policy that changes while calls come in loses none of them.</summary>
internal sealed class ReloadTests
{
    private const string Rule = "McpGuard:Policy:Rules:r";
    private const int Changes = 40;

    [Test]
    public async Task Each_call_during_changes_runs_and_is_on_record_with_one_of_the_policies()
    {
        await using var server = await GuardedWebServer.StartAsync();
        var configuration = (IConfigurationRoot)server.Services.GetRequiredService<IConfiguration>();
        configuration[$"{Rule}:Tools:0"] = "files_read";
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(_ => CallUntilAsync(server, stop.Token)).ToArray();

        for (var change = 0; change < Changes; change++)
        {
            configuration[$"{Rule}:Scopes:0"] = change % 2 == 0 ? "mcp:basic" : "files:read";
            configuration.Reload();
            var before = server.Tools.Calls.Count;
            await Eventually.IsTrueAsync(() => server.Tools.Calls.Count > before);
        }

        await stop.CancelAsync();
        var statuses = (await Task.WhenAll(callers)).SelectMany(answers => answers).ToArray();
        var decisions = server.Audit.Decisions.Where(record => record.Target == "files_read").ToArray();
        Assert.That(statuses, Has.Length.GreaterThanOrEqualTo(Changes).And.All.EqualTo(200));
        Assert.That((decisions.Length, server.Tools.Calls.Count), Is.EqualTo((statuses.Length, statuses.Length)));
        Assert.That(decisions.Select(record => record.Effect), Is.All.EqualTo(AuditEffect.Allow));
        Assert.That(decisions.Select(record => record.PolicyVersion).Distinct().Count(), Is.InRange(2, 3));
    }

    private static async Task<List<int>> CallUntilAsync(GuardedWebServer server, CancellationToken stop)
    {
        var (statuses, token) = (new List<int>(), server.NewToken().Build());
        while (!stop.IsCancellationRequested)
            statuses.Add((await WireRequest.Call("files_read", """{"path":"a"}""").WithToken(token).SendAsync(server, CancellationToken.None)).Status);

        return statuses;
    }
}
