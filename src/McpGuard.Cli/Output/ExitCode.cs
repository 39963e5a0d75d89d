namespace McpGuard.Cli;

/// <summary>The result of a command, for scripts.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The command did its work and found problems.</summary>
    public const int Problems = 1;

    /// <summary>The arguments were wrong, or a file could not be read or written.</summary>
    public const int NotDone = 2;

    /// <summary>No problem was found, but not everything could be checked: signatures do not cover the whole log, or keys are missing.</summary>
    public const int NotVouchedFor = 3;

    /// <returns>The exit code of a verification. Without a key only the chain was checked.</returns>
    public static int Of(AuditVerdict verdict) => verdict switch
    {
        AuditVerdict.Intact or AuditVerdict.Consistent => Ok,
        AuditVerdict.PartlyVouched => NotVouchedFor,
        _ => Problems,
    };
}
