using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace McpGuard.Tests.Telemetry;

/// <summary>An issuer that cannot be reached is one line in the log. The trace is there for a log with debug messages.</summary>
[TestFixture]
internal sealed class LoggedExceptionTests
{
    [TestCase(LogLevel.Information, false)]
    [TestCase(LogLevel.Debug, true)]
    public async Task Unreachable_issuer_is_told_with_its_problem_and_without_a_trace(LogLevel level, bool hasTrace)
    {
        var logs = new FakeLogCollector();
        using var authority = new TestAuthority { IsReachable = false };
        await using (var server = await GuardedTestServer.StartAsync(
            mcp => mcp.WithTools([Probe.Open().Tool])
                .Services.AddLogging(logging => logging.SetMinimumLevel(level).AddProvider(new FakeLoggerProvider(logs))),
            authority))
        {
            await using var client = await ConnectAsync(server);
        }

        var entries = logs.GetSnapshot().Where(entry => entry.Category?.StartsWith("Microsoft", StringComparison.Ordinal) is false).ToList();
        var told = entries.First(entry => entry.Id.Id == 1);
        Assert.That(told.Message, Does.Contain(authority.Issuer).And.Contain("switched off"));
        Assert.That(told.Exception, hasTrace ? Is.Not.Null : Is.Null);
        Assert.That(entries.Select(entry => entry.Category), Has.None.StartsWith("System.Net.Http"));
    }

    // The server refuses every message, so no client gets in.
    private static async Task<IAsyncDisposable?> ConnectAsync(GuardedTestServer server)
    {
        try
        {
            return await server.ConnectAsync();
        }
        catch (Exception exception) when (exception is not AssertionException)
        {
            return null;
        }
    }
}
