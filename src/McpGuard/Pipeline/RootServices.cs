namespace McpGuard;

/// <summary>The services of the whole process, to tell them from those of one call.</summary>
internal sealed record RootServices(IServiceProvider Services);
