namespace McpGuard.Cli.Tokens;

/// <summary>Whether the guard accepts a token, and the result of each rule. It does not contain the token.</summary>
internal sealed record TokenInspection(TokenVerdict Verdict, string? Caller, IReadOnlyList<TokenCheck> Checks);

internal enum TokenVerdict
{
    Accepted,
    Refused,

    /// <summary>No rule that could be checked refuses it, and others need keys or the issuer.</summary>
    Undecided,
}
