namespace McpGuard.Audit;

/// <summary>The names of the transports in records (<see cref="AuditRecord.Transport"/>).</summary>
internal static class TransportNames
{
    public const string Http = "http";

    public const string Stdio = "stdio";

    public const string Stream = "stream";
}
