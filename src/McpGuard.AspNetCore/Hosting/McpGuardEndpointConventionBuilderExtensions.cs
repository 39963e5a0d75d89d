using System.Runtime.CompilerServices;
using McpGuard;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Guards mapped MCP endpoints.</summary>
public static class McpGuardEndpointConventionBuilderExtensions
{
    private static readonly ConditionalWeakTable<IServiceProvider, EndpointGuards> _guards = [];

    // An endpoint with a policy of its own does not get the application's FallbackPolicy, whose scheme would answer for the guard, without a
    // record. Policies that the application adds to the endpoint are still required.
    private static readonly AuthorizationPolicy _guarded = new AuthorizationPolicyBuilder().RequireAssertion(static _ => true).Build();

    /// <summary>
    /// Requires a valid delegated token for every request to the endpoints. A request without a token or without a scope gets a real
    /// <c>401</c> or <c>403</c> challenge (RFC 6750 section 3). The protected resource metadata (RFC 9728) is served at its well-known
    /// address. No authentication scheme or middleware is needed.
    /// </summary>
    /// <param name="endpoints">The result of <c>MapMcp</c>.</param>
    /// <returns>The same builder, for further conventions.</returns>
    /// <exception cref="ArgumentException"><paramref name="endpoints"/> is not the result of <c>MapMcp</c>.</exception>
    /// <exception cref="InvalidOperationException"><c>WithMcpGuard</c> was not called.</exception>
    /// <exception cref="McpGuardConfigurationException">The legacy SSE endpoints are enabled, which the guard does not support. Or sessions
    /// move between instances without a shared <see cref="McpGuardOptions.StateKey"/>. The message names both problems.</exception>
    public static IEndpointConventionBuilder RequireMcpGuard(this IEndpointConventionBuilder endpoints) => Guard(endpoints, null);

    /// <summary>
    /// As <see cref="RequireMcpGuard(IEndpointConventionBuilder)"/>, for one of several endpoints in an application. It has its own resource,
    /// and so its own tokens, metadata and challenges.
    /// </summary>
    /// <param name="endpoints">The result of <c>MapMcp</c>.</param>
    /// <param name="name">The name of the endpoint in <see cref="McpGuardOptions.Endpoints"/>.</param>
    /// <returns>The same builder, for further conventions.</returns>
    /// <exception cref="ArgumentException"><paramref name="endpoints"/> is not the result of <c>MapMcp</c>.</exception>
    /// <exception cref="InvalidOperationException">As above. Or the endpoints are already guarded under another name.</exception>
    /// <exception cref="McpGuardConfigurationException">As above.</exception>
    public static IEndpointConventionBuilder RequireMcpGuard(this IEndpointConventionBuilder endpoints, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);

        return Guard(endpoints, name);
    }

    private static IEndpointConventionBuilder Guard(IEndpointConventionBuilder endpoints, string? name)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        if (endpoints is not IEndpointRouteBuilder group)
            throw new ArgumentException("Call RequireMcpGuard() on what MapMcp() returned: app.MapMcp(\"/mcp\").RequireMcpGuard().", nameof(endpoints));

        var services = group.ServiceProvider;
        if (!services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(GuardFilters)))
            throw new InvalidOperationException("RequireMcpGuard() needs WithMcpGuard(): builder.Services.AddMcpServer().WithHttpTransport().WithMcpGuard(…).");

        if (FindTransportProblems(services).ToArray() is { Length: > 0 } problems)
            throw new McpGuardConfigurationException(problems);

        // Startup fails if a policy depends on the addresses.
        services.GetRequiredService<ClientAddresses>().Problem = ForwardedAddresses.FindProblem(
            services.GetRequiredService<IOptions<ForwardedHeadersOptions>>().Value);
        services.GetRequiredService<ServedPaths>().FindProblems = () => CheckMapped(services);
        ActivatorUtilities.CreateInstance<GuardedSessions>(services).Ensure();
        if (group.DataSources.OfType<GuardEndpointDataSource>().FirstOrDefault() is { } before)
        {
            return before.Name == name
                ? endpoints
                : throw new InvalidOperationException(
                    $"The endpoints are already guarded with the {(before.Name is null ? "resource of the server" : $"name '{before.Name}'")}. " +
                        "Call RequireMcpGuard once.");
        }

        var guard = _guards.GetValue(services, static provider => new(provider)).Of(name);
        var mapping = new GuardedEndpointMetadata(name);
        endpoints.Finally(endpoint =>
        {
            var served = endpoint.RequestDelegate;
            if (served is null || endpoint.Metadata.OfType<GuardedEndpointMetadata>().Any())
                return;

            endpoint.RequestDelegate = context => guard.Value.InvokeAsync(context, served);
            endpoint.Metadata.Add(mapping);
            endpoint.Metadata.Add(_guarded);

            // Otherwise, routing would answer another media type itself, without a record.
            foreach (var accepts in endpoint.Metadata.OfType<IAcceptsMetadata>().ToArray())
                endpoint.Metadata.Remove(accepts);
        });
        group.DataSources.Add(new GuardEndpointDataSource(guard, name));
        return endpoints;
    }

#pragma warning disable MCP9004, MCP9006 // The obsolete options are read only to refuse them where they would not work.
    private static IEnumerable<string> FindTransportProblems(IServiceProvider services)
    {
        var transport = services.GetRequiredService<IOptions<HttpServerTransportOptions>>().Value;
        if (transport.EnableLegacySse)
            yield return "The legacy SSE endpoints are enabled, and their streams outlive the check of a request. Remove EnableLegacySse.";
        if (transport.SessionMigrationHandler is not null && !HasStateKey(services))
            yield return $"The server has a SessionMigrationHandler and no {McpGuardDefaults.ConfigurationSection}:StateKey, so another instance cannot " +
                "verify the owner of a session. Give all instances the same StateKey.";
    }
#pragma warning restore MCP9004, MCP9006

    // Startup fails with a separate message for a configuration that cannot be read.
    private static bool HasStateKey(IServiceProvider services)
    {
        try
        {
            return services.GetRequiredService<IOptions<McpGuardOptions>>().Value.StateKey is not null;
        }
        catch (Exception exception) when (exception is OptionsValidationException or InvalidOperationException or McpGuardConfigurationException)
        {
            return true;
        }
    }

    private static string[] CheckMapped(IServiceProvider services)
    {
        var mapped = new MappedEndpoints(
            services.GetRequiredService<IOptions<McpGuardOptions>>().Value, services.GetRequiredService<EndpointDataSource>().Endpoints);
        string[] problems = [.. mapped.FindProblems()];
        if (problems.Length == 0)
            mapped.LogAddresses(services.GetRequiredService<ILogger<HttpGuard>>());

        return problems;
    }
}
