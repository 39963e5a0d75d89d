using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Hosts stop once, twice, at the same time, or are disposed without a stop, as test hosts do.</summary>
internal sealed class HostStopTests
{
    [Test]
    public async Task Stop_is_recorded_once_however_often_the_host_stops()
    {
        await using var server = await GuardedWebServer.StartAsync();
        var lifetimes = server.Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>().ToArray();

        await Task.WhenAll(lifetimes.Concat(lifetimes).Select(lifetime => lifetime.StoppedAsync(CancellationToken.None)));
        await server.StopAsync();

        Assert.That(server.Audit.Records.Select(record => record.Event), Is.EqualTo(new[] { AuditEvent.GuardStopped }));
    }

    [Test]
    public async Task Host_that_stops_after_its_services_are_gone_does_not_fail()
    {
        var server = await GuardedWebServer.StartAsync();
        var lifetimes = server.Services.GetServices<IHostedService>().OfType<IHostedLifecycleService>().ToArray();
        await server.DisposeAsync();

        Assert.That(
            async () => await Task.WhenAll(lifetimes.Select(lifetime => lifetime.StoppedAsync(CancellationToken.None))).ConfigureAwait(false), Throws.Nothing);
        Assert.That(server.Audit.Records.Count(record => record.Event == AuditEvent.GuardStopped), Is.EqualTo(1));
    }

    [Test]
    public async Task Host_that_is_disposed_without_a_stop_records_the_counted_refusals()
    {
        var server = await GuardedWebServer.StartAsync(options => options.Audit.Refusals.PerMinute = 0);
        await new WireRequest().SendAsync(server);
        await ((IAsyncDisposable)server.Services).DisposeAsync();

        Assert.That(
            server.Audit.Records.Select(record => (record.Event, record.Count)),
            Is.EqualTo(new[] { (AuditEvent.Decision, (long?)1), (AuditEvent.GuardStopped, null) }));
    }
}
