namespace McpGuard;

/// <summary>The services of the whole process, to distinguish them from those of one call.</summary>
internal sealed record RootServices(IServiceProvider Services);
