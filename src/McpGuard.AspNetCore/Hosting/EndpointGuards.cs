using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// The guards of an application, one for each resource. They share the sessions. A guard is created with its endpoints, after the check of
/// the configuration.
/// </summary>
internal sealed class EndpointGuards(IServiceProvider services)
{
    private readonly ConcurrentDictionary<string, Lazy<HttpGuard>> _byName = new(StringComparer.Ordinal);

    // One for all: a caller has one share of the sessions.
    private readonly Lazy<SessionSeal> _seal = new(() => ActivatorUtilities.CreateInstance<SessionSeal>(services));

    public Lazy<HttpGuard> Of(string? name) => _byName.GetOrAdd(name ?? "", _ => new(() => Create(name)));

    private HttpGuard Create(string? name)
    {
        var resource = GuardedResources.Find(services.GetRequiredService<IOptions<McpGuardOptions>>().Value, name)
            ?? throw new McpGuardConfigurationException([MappedEndpoints.Unknown(name!, services.GetRequiredService<IOptions<McpGuardOptions>>().Value)]);
        var origins = ActivatorUtilities.CreateInstance<OriginRule>(services, resource);
        var metadata = ActivatorUtilities.CreateInstance<ResourceMetadata>(services, resource);
        var endpoint = ActivatorUtilities.CreateInstance<ServedEndpoint>(services, ActivatorUtilities.CreateInstance<GuardedSessions>(services), _seal.Value);
        var reader = ActivatorUtilities.CreateInstance<HttpRequestReader>(services, resource, origins);
        return ActivatorUtilities.CreateInstance<HttpGuard>(
            services, reader, new BrowserAccess(origins), _seal.Value, endpoint, new RefusalWriter(metadata), metadata);
    }
}
