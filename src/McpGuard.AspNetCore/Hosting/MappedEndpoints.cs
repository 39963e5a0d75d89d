using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>Compares the guarded endpoints that are mapped with the resources of the options, and reports where each is served.</summary>
internal sealed class MappedEndpoints(McpGuardOptions options, IEnumerable<Endpoint> endpoints)
{
    private readonly ILookup<string?, (GuardedEndpointMetadata Mapping, RouteEndpoint Endpoint)> _byName = endpoints.OfType<RouteEndpoint>()
        .Select(endpoint => (Mapping: endpoint.Metadata.GetMetadata<GuardedEndpointMetadata>()!, Endpoint: endpoint))
        .Where(mapped => mapped.Mapping is not null)
        .ToLookup(mapped => mapped.Mapping.Name);

    /// <summary>The problem of an endpoint whose name is not in the options.</summary>
    public static string Unknown(string name, McpGuardOptions options) =>
        $"RequireMcpGuard(\"{name}\") names no endpoint of the options{NearestName.Suggest(name, options.Endpoints.Keys)} Set " +
            $"{GuardedResources.SettingOf(name)}.";

    public IEnumerable<string> FindProblems()
    {
        foreach (var name in options.Endpoints.Keys.Where(name => !_byName.Contains(name)))
            yield return $"{GuardedResources.SettingOf(name)} belongs to no mapped endpoint. Write MapMcp(…).RequireMcpGuard(\"{name}\"), or remove it.";

        foreach (var group in _byName.Where(group => GuardedResources.Find(options, group.Key) is not null))
        {
            if (group.Select(mapped => mapped.Mapping).Distinct().Count() > 1)
                yield return $"MapMcp serves {PathsOf(group)} with the one resource '{ResourceOf(group.Key).Identifier}', so a token for one endpoint would " +
                    "be accepted at the other. " +
                    $"Give each endpoint its own resource: RequireMcpGuard(\"name\") and {GuardedResources.SettingOf("name")}.";
            else if (ResourcePath.FindProblem(
                    GuardedResources.SettingOf(group.Key),
                    ResourceOf(group.Key).Identifier,
                    [.. group.Select(mapped => mapped.Endpoint.RoutePattern)]) is { } problem)
                yield return problem;
        }
    }

    public void LogAddresses(ILogger logger)
    {
        foreach (var group in _byName)
        {
            var resource = ResourceOf(group.Key);
            Quietly.Run(() => Log.EndpointGuarded(
                logger, resource.Identifier, PathsOf(group), resource.MetadataAddress, string.Join(", ", ResourceMetadataAddress.PathsOf(resource))));
        }
    }

    private GuardedResource ResourceOf(string? name) => GuardedResources.Find(options, name)!;

    private static string PathsOf(IEnumerable<(GuardedEndpointMetadata Mapping, RouteEndpoint Endpoint)> mapped) =>
        ResourcePath.Text(mapped.Select(each => each.Endpoint.RoutePattern));
}
