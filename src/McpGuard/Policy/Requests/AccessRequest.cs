using System.Net;
using System.Text.Json;

namespace McpGuard;

/// <summary>The question to the policy: may this caller do this, with these arguments, from here and now?</summary>
public sealed class AccessRequest
{
    /// <summary>The caller.</summary>
    public required DelegatedCaller Caller { get; init; }

    /// <summary>The JSON-RPC method, for example <c>tools/call</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The target of the method: the name of a tool or prompt, the URI of a resource, the id of a task, or null.</summary>
    public string? Target { get; init; }

    /// <summary>
    /// The arguments as a JSON object: those of a tool or prompt, <c>uri</c> for a resource, the parameters of any other method. Null while
    /// they are unknown, as in a list; conditions on arguments are then left open.
    /// </summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>The address of the request, or null if there is none, as over stdio.</summary>
    public IPAddress? ClientAddress { get; init; }

    /// <summary>The version of the protocol that the client speaks, or null if it is unknown.</summary>
    public string? ProtocolVersion { get; init; }

    /// <summary>The resource of the endpoint that received the request, or null without HTTP. Several endpoints have several resources.</summary>
    public string? Resource { get; init; }

    /// <summary>The time of the request.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The arguments that the target gets, after they have been read.</summary>
    internal (ArgumentBinding Binding, BoundArguments Arguments)? Bound { get; set; }

    /// <summary>Whether the server has no such <see cref="Target"/>, so the client chose its name freely.</summary>
    internal bool IsTargetUnknown { get; set; }

    /// <summary>The kind of <see cref="Target"/>, if the method alone does not determine it.</summary>
    internal TargetKind? Kind { get; init; }

    // An explained completion need not state its kind: names of prompts are not URIs.
    internal TargetKind TargetKind =>
        MethodKinds.KindOf(Method, Kind ?? (Target?.Contains("://", StringComparison.Ordinal) is true ? TargetKind.Resource : TargetKind.Prompt));

    /// <summary>The gateway's device assertion, not verified yet; null if there is none.</summary>
    internal PresentedDevice? Device { get; init; }

    /// <summary>The call's question for its approval; null without a call that is about to run. Then an approval that is needed is missing.</summary>
    internal ApprovalQuestion? Approval { get; init; }

    /// <summary>The counts and remote answers of this operation; null for a question without consequences.</summary>
    internal OperationMemo? Memo { get; init; }
}
