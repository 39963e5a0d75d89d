using System.Text.Json;

namespace McpGuard;

/// <summary>A call that may need an approval, as it is about to run.</summary>
internal sealed record ApprovalCall
{
    public required DelegatedCaller Caller { get; init; }

    /// <summary>The identifier of the endpoint that received the call, or of this server without HTTP.</summary>
    public required string Resource { get; init; }

    public required string Tool { get; init; }

    /// <summary>The arguments as the tool gets them.</summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>The digest of the tool's definition, or null if a handler serves it.</summary>
    public string? Definition { get; init; }

    public required string OperationId { get; init; }

    /// <summary>
    /// Whether the tool ran in an earlier round of the operation, and asked its user. The approval that the operation used is still good
    /// then.
    /// </summary>
    public bool HasRun { get; init; }

    /// <summary>What was found the last time.</summary>
    public ApprovalLookup? Look { get; set; }
}
