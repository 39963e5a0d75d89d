using System.Text.Json.Nodes;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpGuard.Tests.Acceptance;

[TestFixture]
[Category("RSP-20")]
internal sealed class StreamEndReasonTests
{
    [Test]
    public async Task Official_client_on_a_pipe_gets_the_reason_for_the_end_of_its_stream()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([Probe.Open().Tool]).Services.AddSingleton<TimeProvider>(time));
        await using var client = await server.ConnectAsync();
        var isListening = new TaskCompletionSource();
        await using var acknowledged = client.RegisterNotificationHandler(NotificationMethods.SubscriptionsAcknowledgedNotification, (_, _) =>
        {
            isListening.SetResult();
            return default;
        });
        var stream = client.SendRequestAsync(
            new JsonRpcRequest { Method = RequestMethods.SubscriptionsListen, Params = new JsonObject { ["notifications"] = new JsonObject() } });
        await isListening.Task.WaitAsync(TimeSpan.FromSeconds(10));

        time.Advance(TimeSpan.FromSeconds(331));

        var refusal = await Assert.ThrowsAsync<McpProtocolException>(async () => await stream);
        Assert.That(refusal!.CodeOf(), Is.EqualTo(40101));
        Assert.That(server.Audit.Outcomes.Single(record => record.Method == RequestMethods.SubscriptionsListen).Reason, Is.EqualTo(ReasonCode.TokenExpired));
    }
}
