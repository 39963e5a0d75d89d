namespace Demo;

/// <summary>One request of the demo: who asks for what, with which token, and what must come of it.</summary>
/// <param name="Asks">The tool, or null for the list of tools.</param>
/// <param name="Token">What is the matter with the token.</param>
/// <param name="Scopes">The scopes that the token is exchanged for.</param>
/// <param name="Expected">What must come of it.</param>
internal sealed record Step(string? Asks, TokenKind Token, string Scopes, Expected Expected)
{
    /// <summary>On whose authority the request is made.</summary>
    public string User { get; init; } = "alice";

    /// <summary>Who makes it.</summary>
    public string Agent { get; init; } = "agent-1";

    /// <summary>How it reaches a server.</summary>
    public Via Via { get; init; } = Via.Http;

    /// <summary>The tool's arguments.</summary>
    public Dictionary<string, object?> Arguments { get; init; } = [];

    /// <summary>What the approver does, or null if the call needs no approval.</summary>
    public ApproverAct? Approver { get; init; }
}

internal enum Via
{
    Http,
    Stdio,

    /// <summary>Over HTTP, the server whose calls a person has to approve.</summary>
    Approvals,
}

internal enum TokenKind
{
    Good,
    None,
    Expired,
    ForAnotherServer,

    /// <summary>Exchanged again, for the scopes that the challenge of the step before has named.</summary>
    AsChallenged,
}
