using System.Net;

namespace McpGuard;

/// <summary>The facts of a request: its transport and its content. It is read once, and does not change.</summary>
internal sealed record GuardedRequest
{
    // A nullable number takes twice the room, and no client has the port 0.
    private readonly int _clientPort;

    /// <summary>One of <see cref="TransportNames"/>.</summary>
    public required string Transport { get; init; }

    /// <summary>The resource of the endpoint that received the request, or null without HTTP.</summary>
    public GuardedResource? Resource { get; init; }

    public IPAddress? ClientAddress { get; init; }

    public int? ClientPort { get => _clientPort > 0 ? _clientPort : null; init => _clientPort = value ?? 0; }

    /// <summary>Whether anybody may have written <see cref="ClientAddress"/> into a header.</summary>
    public bool IsClientAddressUnproven { get; init; }

    /// <summary>The web origin that was refused, or null.</summary>
    public string? Origin { get; init; }

    /// <summary>The version of HTTP, for example <c>HTTP/1.1</c>, or null without HTTP.</summary>
    public string? HttpProtocol { get; init; }

    /// <summary>The transport session in the request (<c>Mcp-Session-Id</c>).</summary>
    public string? TransportSession { get; init; }

    /// <summary>The parent span: from <c>_meta</c>, or from a header that the host does not read.</summary>
    public W3CTrace? RemoteTrace { get; init; }

    /// <summary>Unverified values of the request or its refused token.</summary>
    public AuditClaims? Claimed { get; init; }

    /// <summary>The size of the body.</summary>
    public long? Bytes { get; init; }

    public string? ProtocolVersion { get; init; }

    /// <summary>The method, or null for a response, or if it was not read.</summary>
    public string? Method { get; init; }

    public string? RequestId { get; init; }

    /// <summary>The target: a tool, a prompt, a resource's URI, a task.</summary>
    public string? Target { get; init; }

    /// <summary>The kind of <see cref="Target"/>, if the method alone does not determine it.</summary>
    public TargetKind? Kind { get; init; }

    public TargetKind TargetKind => MethodKinds.KindOf(Method ?? "", Kind);
}
