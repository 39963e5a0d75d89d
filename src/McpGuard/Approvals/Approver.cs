namespace McpGuard;

/// <summary>A signed-in person at the pages.</summary>
/// <param name="Person">The person, or null if the sign-in does not say who it is.</param>
internal sealed record Approver(ApprovalPerson? Person)
{
    public IReadOnlyCollection<string> Groups { get; init; } = [];

    public IReadOnlyCollection<string> Roles { get; init; } = [];

    /// <summary>The application's authorization policies that this person meets, of those that the approval's demands name.</summary>
    public IReadOnlyCollection<string> Policies { get; init; } = [];
}
