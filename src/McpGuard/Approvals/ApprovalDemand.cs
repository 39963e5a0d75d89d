namespace McpGuard;

/// <summary>The approval that one rule or one attribute requires.</summary>
public sealed record ApprovalDemand
{
    /// <summary>The rule, or <c>declaration</c> for an attribute.</summary>
    public required string Rule { get; init; }

    /// <summary>The groups whose members may approve. One of <see cref="Groups"/>, <see cref="Roles"/> and <see cref="Policy"/> is enough.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>The roles that may approve.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>The name of an authorization policy of the application with the pages, or null.</summary>
    public string? Policy { get; init; }

    /// <summary>Who may approve.</summary>
    public ApprovalBy By { get; init; }

    /// <summary>The number of different people who must approve.</summary>
    public int Count { get; init; } = 1;

    /// <summary>How long the request waits for people.</summary>
    public required TimeSpan WaitFor { get; init; }

    /// <summary>How long the approved call may come after the approval.</summary>
    public required TimeSpan ValidFor { get; init; }

    /// <summary>Whether an approver must write a comment.</summary>
    public ApprovalComment Comment { get; init; }
}
