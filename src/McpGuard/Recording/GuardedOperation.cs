using System.Net;
using System.Text.Json;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// One message on its way through the guard: what is known of it so far, and what has been done about it.
/// </summary>
internal sealed class GuardedOperation(string id, long startedAt)
{
    /// <summary>
    /// Joins the decision's record and the outcome's, and is told to a refused caller. A suspended operation that goes on
    /// keeps the one that it began with.
    /// </summary>
    public string Id { get; private set; } = id;

    public long StartedAt { get; } = startedAt;

    public string Transport { get; init; } = TransportNames.Stream;

    public IPAddress? ClientAddress { get; init; }

    public int? ClientPort { get; init; }

    /// <summary>The size of the request's body.</summary>
    public long? RequestBytes { get; set; }

    /// <summary>The session of the transport that the request names (<c>Mcp-Session-Id</c>).</summary>
    public string? TransportSession { get; set; }

    /// <summary>The version of HTTP that the request came by, for example <c>HTTP/1.1</c>.</summary>
    public string? HttpProtocol { get; init; }

    /// <summary>The span that the request says it comes from: in its <c>_meta</c>, or in a header that nobody else has read.</summary>
    public W3CTrace? RemoteTrace { get; set; }

    /// <summary>What the request says and nobody vouches for.</summary>
    public AuditClaims? Claimed { get; set; }

    public string? ProtocolVersion { get; set; }

    public string? Method { get; set; }

    public string? RequestId { get; set; }

    /// <summary>What the request names: a tool, a prompt, a resource's URI, a task.</summary>
    public string? Target { get; set; }

    /// <summary>What kind of thing <see cref="Target"/> is, where the method alone does not say.</summary>
    public TargetKind? TargetKind { get; set; }

    /// <summary>The policy that the operation is decided by, to its end.</summary>
    public required PolicySnapshot Policy { get; init; }

    /// <summary>What a gateway says of the device, still to be verified; null if it says nothing.</summary>
    public PresentedDevice? Device { get; set; }

    /// <summary>What has been counted or asked for the operation already.</summary>
    public OperationMemo Memo { get; } = new();

    /// <summary>How far the operation is on record.</summary>
    public OperationProgress Progress { get; } = new();

    /// <summary>Cancelled when the client of an HTTP request goes away.</summary>
    public CancellationToken Aborted { get; init; }

    /// <summary>Whether the operation is a suspended one that goes on.</summary>
    public bool IsResumed { get; set; }

    /// <summary>The tool, prompt or resource of the server that <see cref="Target"/> names, once it has been found.</summary>
    public IMcpServerPrimitive? Primitive { get; set; }

    /// <summary>How often the operation has been suspended, or null if it has not been.</summary>
    public int? Round { get; private set; }

    /// <summary>Why the guard broke off a call that it had allowed, if it did.</summary>
    public ReasonCode? Fault { get; set; }

    /// <summary>What the application's own endpoint has thrown, if it has.</summary>
    public Exception? EndpointFault { get; set; }

    public static GuardedOperation Start(TimeProvider time, string transport, PolicySnapshot policy, IPAddress? clientAddress = null, int? clientPort = null, string? httpProtocol = null, CancellationToken aborted = default) =>
        new(OperationId.Next(time), time.GetTimestamp())
        {
            Transport = transport,
            ClientAddress = clientAddress,
            ClientPort = clientPort,
            HttpProtocol = httpProtocol,
            Aborted = aborted,
            Policy = policy,
        };

    /// <summary>Takes over what the request says of itself.</summary>
    public void Describe(RequestEnvelope envelope)
    {
        Method = envelope.Method;
        TargetKind = envelope.TargetKind;
        Target = envelope.Target;
        RequestId = envelope.RawId?.Trim('"');
        RequestBytes = envelope.Length ?? RequestBytes;
        RemoteTrace = envelope.RemoteTrace ?? RemoteTrace;
        ProtocolVersion = envelope.ProtocolVersion ?? ProtocolVersion;
    }

    /// <summary>Continues a suspended operation under the identifier that it began with.</summary>
    public void Resume(string id, int round)
    {
        Id = id;
        Round = round;
    }

    /// <summary>Begins the next round of an operation that ran, asked its user, and runs again.</summary>
    public void BeginRound()
    {
        Round = (Round ?? 0) + 1;
        IsResumed = false;
        Fault = null;
    }

    /// <summary>Asks whether the caller may do what the operation asks for.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="arguments">The arguments, if the policy looks at them.</param>
    /// <param name="time">The guard's clock.</param>
    public AccessRequest Ask(DelegatedCaller caller, JsonElement? arguments, TimeProvider time) => new()
    {
        Caller = caller,
        Method = Method ?? "",
        Target = Target,
        Kind = TargetKind,
        Arguments = arguments,
        ClientAddress = ClientAddress,
        Device = Device,
        Time = time.GetUtcNow(),
        Memo = Memo,
    };
}
