using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>An operation that is suspended to ask its user, and then resumes, is one operation in the records. Its rounds are counted.</summary>
[TestFixture]
[Category("AUD-1")]
internal sealed class RoundRecordTests
{
    [Test]
    public async Task Each_round_has_its_number_its_decision_and_its_outcome()
    {
        var tool = McpServerTool.Create([AllowAnyCaller] string () => throw new InputRequiredException(requestState: "mine"), new() { Name = "tool" });
        await using var server = new WireServer(mcp => mcp.WithTools([tool]));

        var state = StateOf(await server.CallAsync("tool"));
        for (var round = 0; round < 2; round++)
            state = StateOf(await server.CallAsync("tool", $"\"arguments\":{{}},\"requestState\":\"{state}\""));

        await Eventually.IsTrueAsync(() => server.Audit.Outcomes.Count == 3);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(server.Audit.Decisions.Select(record => record.Round), Is.EqualTo(new int?[] { null, 1, 2 }));
            Assert.That(server.Audit.Records.Select(record => record.OperationId).Distinct().Count(), Is.EqualTo(1));
            Assert.That(server.Audit.Outcomes.Select(record => record.Outcome), Has.All.EqualTo(AuditOutcome.Deferred));
        }
    }

    [Test]
    [Category("LOG-1")]
    public async Task State_of_a_resumed_call_is_in_no_record()
    {
        var tool = McpServerTool.Create([AllowAnyCaller] string () => throw new InputRequiredException(requestState: "canary7f3a"), new() { Name = "tool" });
        await using var server = new WireServer(mcp => mcp.WithTools([tool]));

        var state = StateOf(await server.CallAsync("tool"));
        await server.CallAsync("tool", $"\"arguments\":{{}},\"requestState\":\"{state}\"");

        var parts = state.Split('.').Where(part => part.Length >= 16 && part != server.Audit.Decisions[0].OperationId).ToArray();
        Assert.That(parts, Has.Length.GreaterThan(1));
        foreach (var part in parts.Append("canary7f3a"))
            Assert.That(server.Audit.Records.Select(record => record.ToString()), Has.None.Contains(part));
    }

    private static string StateOf(JsonRpcMessage answer) => (string)((JsonRpcResponse)answer).Result!["requestState"]!;
}
