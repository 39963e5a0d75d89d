using ModelContextProtocol.Protocol;

namespace McpGuard.Conformance;

/// <summary>Everything that the suite's scenarios look for.</summary>
internal static class Fixtures
{
    public static IMcpServerBuilder WithFixtures(this IMcpServerBuilder builder) => builder
        .WithTools<ContentTools>()
        .WithTools<NotifyingTools>()
        .WithTools<AskingTools>()
        .WithTools<InputRequiredTools>()
        .WithTools<DiagnosticTools>()
        .WithTools([SchemaTool.Create()])
        .WithPrompts<FixturePrompts>()
        .WithResources<FixtureResources>()
        .WithCompleteHandler((_, _) => ValueTask.FromResult(new CompleteResult { Completion = new() { Values = [] } }))
        .WithSetLoggingLevelHandler((_, _) => ValueTask.FromResult(new EmptyResult()))
        .WithSubscribeToResourcesHandler((_, _) => ValueTask.FromResult(new EmptyResult()))
        .WithUnsubscribeFromResourcesHandler((_, _) => ValueTask.FromResult(new EmptyResult()))
        .WithCachingHints();

    // SEP-2549: what may be kept says for how long.
    private static IMcpServerBuilder WithCachingHints(this IMcpServerBuilder builder) => builder.WithRequestFilters(filters => filters
        .AddListToolsFilter(next => async (request, cancellationToken) => Cacheable(await next(request, cancellationToken)))
        .AddListPromptsFilter(next => async (request, cancellationToken) => Cacheable(await next(request, cancellationToken)))
        .AddListResourcesFilter(next => async (request, cancellationToken) => Cacheable(await next(request, cancellationToken)))
        .AddListResourceTemplatesFilter(next => async (request, cancellationToken) => Cacheable(await next(request, cancellationToken)))
        .AddReadResourceFilter(next => async (request, cancellationToken) => Cacheable(await next(request, cancellationToken))));

    private static T Cacheable<T>(T result)
        where T : ICacheableResult
    {
        result.TimeToLive = TimeSpan.FromMinutes(1);
        result.CacheScope = CacheScope.Private;
        return result;
    }
}
