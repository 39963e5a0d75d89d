namespace McpGuard;

/// <summary>Whether a session may have methods that the server's options do not have; the transport knows.</summary>
internal sealed class SessionSurface
{
    public bool MayDiffer { get; set; }
}
