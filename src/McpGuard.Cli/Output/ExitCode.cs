namespace McpGuard.Cli;

/// <summary>How a command ended, for scripts.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The command did its work and found problems.</summary>
    public const int Problems = 1;

    /// <summary>The command was not used as it is meant to be, or could not read or write something.</summary>
    public const int NotDone = 2;

    /// <summary>No problem was found, but signatures do not cover the whole log.</summary>
    public const int NotVouchedFor = 3;

    /// <returns>What a verification ends with. Without a key nothing more than the chain was asked about.</returns>
    public static int Of(AuditVerdict verdict) => verdict switch
    {
        AuditVerdict.Intact or AuditVerdict.Consistent => Ok,
        AuditVerdict.PartlyVouched => NotVouchedFor,
        _ => Problems,
    };
}
