namespace McpGuard;

/// <summary>Marks an endpoint that has the guard before it, so that it is not guarded twice.</summary>
internal sealed class GuardedEndpointMetadata
{
    public static readonly GuardedEndpointMetadata Instance = new();
}
