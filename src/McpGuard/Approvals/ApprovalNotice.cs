namespace McpGuard;

/// <summary>A notice that an approval has changed: without arguments, approvers and comments.</summary>
public sealed record ApprovalNotice
{
    /// <summary>The unique identifier of the notice.</summary>
    public required string NoticeId { get; init; }

    /// <summary>What happened.</summary>
    public required AuditEvent Event { get; init; }

    /// <summary>The approval.</summary>
    public required string Id { get; init; }

    /// <summary>The tool.</summary>
    public required string Tool { get; init; }

    /// <summary>The subject of the call.</summary>
    public required string Subject { get; init; }

    /// <summary>The time of the notice.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The time until which people can decide.</summary>
    public required DateTimeOffset WaitsUntil { get; init; }

    /// <summary>The page of the approval, or null if no address is configured. Opening it needs a sign-in and decides nothing.</summary>
    public Uri? Link { get; init; }
}
