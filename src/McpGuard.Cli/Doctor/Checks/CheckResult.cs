namespace McpGuard.Cli.Doctor;

/// <param name="Check">What was looked at.</param>
/// <param name="State">The result.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Mend">The setting that mends it.</param>
internal sealed record CheckResult(Check Check, CheckState State, string Detail, string? Mend = null)
{
    /// <summary>Whether a failure is a weakness, also if every client can connect.</summary>
    public bool IsFlaw => State == CheckState.Failed && Check >= Check.ToolsNeedToken;

    public static CheckResult Of(Check check, bool holds, string passed, string failed, string mend) =>
        holds ? new(check, CheckState.Passed, passed) : new(check, CheckState.Failed, failed, mend);

    public static CheckResult Unknown(Check check, string why) => new(check, CheckState.Unknown, why);
}
