using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// One message on its way through the guard: what is known of it so far, and what has been done about it.
/// </summary>
internal sealed class GuardedOperation(string id, long startedAt)
{
    public const string Http = "http";

    /// <summary>Joins the decision's record and the outcome's, and is told to a refused caller.</summary>
    public string Id { get; } = id;

    public long StartedAt { get; } = startedAt;

    public string Transport { get; init; } = "stream";

    public string? ClientAddress { get; init; }

    public string? ProtocolVersion { get; set; }

    public string? Method { get; set; }

    public string? RequestId { get; set; }

    /// <summary>What the request names: a tool, a prompt, a resource's URI, a task.</summary>
    public string? Target { get; set; }

    /// <summary>Each operation is recorded once, by whoever decides it last.</summary>
    public bool IsRecorded { get; set; }

    /// <summary>Whether it is on record how the operation ended.</summary>
    public bool HasOutcome { get; set; }

    /// <summary>Whether the operation is a suspended one that goes on.</summary>
    public bool IsResumed { get; set; }

    /// <summary>The tool that was authorized, for the check just before it runs.</summary>
    public (string? Name, IMcpServerPrimitive? Primitive) AuthorizedTool { get; set; }

    /// <summary>Why the guard broke off a call that it had allowed, if it did.</summary>
    public ReasonCode? Fault { get; set; }

    public static GuardedOperation Start(TimeProvider time, string transport, string? clientAddress = null) =>
        new(OperationId.Next(time), time.GetTimestamp())
        {
            Transport = transport,
            ClientAddress = clientAddress,
        };
}
