namespace McpGuard;

/// <summary>Marks the guarded endpoints of one call of <c>MapMcp</c>, so that none is guarded twice.</summary>
/// <param name="name">The name of their options, or null.</param>
internal sealed class GuardedEndpointMetadata(string? name)
{
    public string? Name => name;
}
