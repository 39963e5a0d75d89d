using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace McpGuard;

/// <summary>
/// The endpoints that the guard adds to the server's: the protected resource metadata at its well-known address, and the methods that the
/// server does not serve. Requests with these methods are then also recorded, and refused first if they have no token.
/// </summary>
internal sealed class GuardEndpointDataSource(Lazy<HttpGuard> guard, string? name) : EndpointDataSource
{
    /// <summary>The name of the endpoint in the options, or null.</summary>
    public string? Name => name;

    public override IReadOnlyList<Endpoint> Endpoints => [];

    public override IChangeToken GetChangeToken() => NullChangeToken.Singleton;

    // RFC 9728 section 3.1 sets the address of the metadata, whatever prefix and conventions the MCP endpoints have.
    public override IReadOnlyList<Endpoint> GetGroupedEndpoints(RouteGroupContext context)
    {
        var metadata = guard.Value.ResourceMetadata;
        return [OtherMethods(context.Prefix), .. metadata.Paths.Select(path => Metadata(path, metadata.InvokeAsync, order: 0)), .. AtRoot(metadata)];
    }

    // Some clients ask only there. An endpoint of the application, or another guarded endpoint, at this address has precedence.
    private IEnumerable<RouteEndpoint> AtRoot(ResourceMetadata metadata) =>
        name is null && !metadata.Paths.Contains(ResourceMetadata.RootPath)
            ? [Metadata(ResourceMetadata.RootPath, metadata.InvokeAtRootAsync, order: 1)]
            : [];

    private RouteEndpoint OtherMethods(RoutePattern prefix) => (RouteEndpoint)new RouteEndpointBuilder(
        context => guard.Value.InvokeAsync(context, served: null), prefix, order: int.MaxValue)
    {
        DisplayName = "McpGuard | methods that are not served",
        Metadata = { new AllowAnonymousAttribute() },
    }.Build();

    private static RouteEndpoint Metadata(string path, RequestDelegate serve, int order) => (RouteEndpoint)new RouteEndpointBuilder(
        serve, PatternOf(path), order)
    {
        DisplayName = "McpGuard | protected resource metadata",
        Metadata = { new AllowAnonymousAttribute() },
    }.Build();

    // Routing compares decoded text, except for the slash, and has no literal with a question mark.
    private static RoutePattern PatternOf(string path) => RoutePatternFactory.Pattern(path.Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Select(segment => Uri.UnescapeDataString(segment).Replace("/", "%2F", StringComparison.Ordinal) is var text && text.Contains('?') ? segment : text)
        .Select(segment => RoutePatternFactory.Segment(RoutePatternFactory.LiteralPart(segment))));
}
