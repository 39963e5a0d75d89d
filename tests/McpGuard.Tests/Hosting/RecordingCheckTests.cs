using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace McpGuard.Tests.Hosting;

/// <summary>The operator is told at startup if allowed calls would be recorded nowhere.</summary>
internal sealed class RecordingCheckTests
{
    [TestCase(LogLevel.Information, false, 0)]
    [TestCase(LogLevel.Warning, false, 1)]
    [TestCase(LogLevel.None, false, 1)]
    [TestCase(LogLevel.Warning, true, 0)]
    public async Task Only_sink_whose_level_is_switched_off_is_warned_of(LogLevel level, bool hasOther, int warnings)
    {
        using var authority = new TestAuthority();
        var logs = new FakeLogCollector();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddProvider(new FakeLoggerProvider(logs)).AddFilter(McpGuardDefaults.AuditCategory, level);
        var mcp = builder.Services.AddMcpServer().WithTools([Probe.Open().Tool])
            .WithMcpGuard(options => options.Resource = GuardedTestServer.Resource).WithTestAuthority(authority);
        if (hasOther)
            mcp.WithRecordedAudit(new RecordingAuditSink());
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();

        var told = logs.GetSnapshot().Where(entry => entry.Id.Name == nameof(Log.NothingRecorded)).ToArray();
        Assert.That(told, Has.Length.EqualTo(warnings));
        Assert.That(told.Select(entry => entry.Message), Is.All.Contains("McpGuard:Audit:File:Directory").And.All.Contains(McpGuardDefaults.AuditCategory));
    }
}
