namespace McpGuard.Cli.Tokens;

/// <summary>One rule for tokens, and its result.</summary>
internal sealed record TokenCheck(string Rule, TokenCheckState State)
{
    public ReasonCode? Reason { get; init; }

    public string? Part { get; init; }

    public string? Expected { get; init; }

    public string? Found { get; init; }

    public string? Setting { get; init; }

    public static TokenCheck Of(string rule, TokenFault? fault) => fault is null ? new(rule, TokenCheckState.Passed) : new(rule, TokenCheckState.Failed)
    {
        Reason = fault.Reason,
        Part = fault.Part,
        Expected = fault.Expected,
        Found = fault.Found,
        Setting = fault.Setting,
    };

    public static TokenCheck NotChecked(string rule, string because) => new(rule, TokenCheckState.NotChecked) { Expected = because };
}

internal enum TokenCheckState
{
    Passed,
    Failed,
    NotChecked,
}
