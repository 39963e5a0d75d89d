namespace McpGuard.Audit;

/// <summary>How records name the transports (<see cref="AuditRecord.Transport"/>).</summary>
internal static class TransportNames
{
    public const string Http = "http";

    public const string Stdio = "stdio";

    public const string Stream = "stream";
}
