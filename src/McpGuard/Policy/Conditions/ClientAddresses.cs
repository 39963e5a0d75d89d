namespace McpGuard;

/// <summary>Whether the client addresses from the web server are trustworthy.</summary>
internal sealed class ClientAddresses
{
    /// <summary>The reason why they are not, with the present setup of the web server; null if they are.</summary>
    public string? Problem { get; set; }
}
