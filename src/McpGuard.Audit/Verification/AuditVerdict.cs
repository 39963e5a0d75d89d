namespace McpGuard.Audit;

/// <summary>The result of a verification for the log as a whole.</summary>
public enum AuditVerdict
{
    /// <summary>Problems were found.</summary>
    Broken,

    /// <summary>No key was given, so only the chain was checked: anybody who can write the files could have made all of it.</summary>
    Consistent,

    /// <summary>
    /// No problem was found, but signatures do not cover some records: the newest ones of a log that is being written, or those that a
    /// crash left. Or the log starts later, and only a trusted checkpoint explains that.
    /// </summary>
    PartlyVouched,

    /// <summary>No problem was found, and signatures cover every record.</summary>
    Intact,
}
