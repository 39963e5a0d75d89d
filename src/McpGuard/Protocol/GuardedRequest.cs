using System.Net;

namespace McpGuard;

/// <summary>
/// What is known of a request: how it came, and what it says. It is read once, and does not change.
/// </summary>
internal sealed record GuardedRequest
{
    /// <summary>One of <see cref="TransportNames"/>.</summary>
    public required string Transport { get; init; }

    public IPAddress? ClientAddress { get; init; }

    public int? ClientPort { get; init; }

    /// <summary>The version of HTTP, for example <c>HTTP/1.1</c>, or null where there is none.</summary>
    public string? HttpProtocol { get; init; }

    /// <summary>The session of the transport that the request names (<c>Mcp-Session-Id</c>).</summary>
    public string? TransportSession { get; init; }

    /// <summary>The span that the request says it comes from: in its <c>_meta</c>, or in a header that the host does not read.</summary>
    public W3CTrace? RemoteTrace { get; init; }

    /// <summary>What the request or its refused token says, unverified.</summary>
    public AuditClaims? Claimed { get; init; }

    /// <summary>The size of the body.</summary>
    public long? Bytes { get; init; }

    public string? ProtocolVersion { get; init; }

    /// <summary>The method, or null for a response, and for what was not read.</summary>
    public string? Method { get; init; }

    public string? RequestId { get; init; }

    /// <summary>What the request names: a tool, a prompt, a resource's URI, a task.</summary>
    public string? Target { get; init; }

    /// <summary>What kind of thing <see cref="Target"/> is, where the method alone does not say.</summary>
    public TargetKind? TargetKind { get; init; }

    /// <summary>What kind of thing the request is about.</summary>
    public TargetKind Subject => RequestSubject.KindOf(Method ?? "", TargetKind);
}
