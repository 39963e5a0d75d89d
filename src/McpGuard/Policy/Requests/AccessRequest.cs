using System.Net;
using System.Text.Json;

namespace McpGuard;

/// <summary>The question: may this caller do this, with these arguments, from here and now?</summary>
public sealed class AccessRequest
{
    /// <summary>Who asks.</summary>
    public required DelegatedCaller Caller { get; init; }

    /// <summary>The JSON-RPC method, for example <c>tools/call</c>.</summary>
    public required string Method { get; init; }

    /// <summary>What the method is about: the name of a tool or prompt, the URI of a resource, the id of a task, or null.</summary>
    public string? Target { get; init; }

    /// <summary>
    /// The arguments as a JSON object: those of a tool or prompt, <c>uri</c> for a resource, the parameters of any other
    /// method. Null while they are not known, as in a list; what depends on them is then left open.
    /// </summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>The address that the request came from, or null where there is none, as on stdio.</summary>
    public IPAddress? ClientAddress { get; init; }

    /// <summary>When it is asked.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The arguments as the target gets them, once they have been read.</summary>
    internal (ArgumentBinding Binding, BoundArguments Arguments)? Bound { get; set; }

    /// <summary>What kind of thing <see cref="Target"/> is, where the method alone does not say.</summary>
    internal TargetKind? Kind { get; init; }

    // Who explains a completion need not say which of the two it is about: the names of prompts are no URIs.
    internal TargetKind TargetKind => RequestSubject.KindOf(Method, Kind ?? (Target?.Contains("://", StringComparison.Ordinal) is true ? TargetKind.Resource : TargetKind.Prompt));

    /// <summary>What a gateway says of the device, still to be verified; null if it says nothing.</summary>
    internal PresentedDevice? Device { get; init; }

    /// <summary>What this operation has been counted or asked for already; null for a question that nothing may come of.</summary>
    internal OperationMemo? Memo { get; init; }
}
