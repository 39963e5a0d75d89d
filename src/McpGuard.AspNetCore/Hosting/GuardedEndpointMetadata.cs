namespace McpGuard;

/// <summary>Marks a guarded endpoint, so that it is not guarded twice.</summary>
internal sealed class GuardedEndpointMetadata
{
    public static readonly GuardedEndpointMetadata Instance = new();
}
