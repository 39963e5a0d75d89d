using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpGuard;

/// <summary>
/// Runs a service of the guard with its host. A host creates all hosted services before it starts any, so this one gets its service only
/// when it starts, after the startup check.
/// </summary>
/// <typeparam name="TService">The service, a singleton.</typeparam>
internal sealed class StartedService<TService>(IServiceProvider services) : IHostedService
    where TService : class, IHostedService
{
    private TService? _service;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _service = services.GetRequiredService<TService>();
        return _service.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _service?.StopAsync(cancellationToken) ?? Task.CompletedTask;
}
