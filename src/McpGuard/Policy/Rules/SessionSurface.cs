namespace McpGuard;

/// <summary>Whether a session may have methods that are not in the server's options; the transport knows.</summary>
internal sealed class SessionSurface
{
    public bool MayDiffer { get; set; }
}
