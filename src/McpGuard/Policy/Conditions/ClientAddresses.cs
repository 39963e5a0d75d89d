namespace McpGuard;

/// <summary>Whether the client addresses that the web server gives can be believed.</summary>
internal sealed class ClientAddresses
{
    /// <summary>Why they cannot, as the web server is set up; null if they can.</summary>
    public string? Problem { get; set; }
}
