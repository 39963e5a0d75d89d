namespace McpGuard.Audit;

/// <summary>What a verification says of a log as a whole.</summary>
public enum AuditVerdict
{
    /// <summary>Problems were found.</summary>
    Broken,

    /// <summary>No key was given, so only the chain was checked: whoever can write the files could have made all of it.</summary>
    Consistent,

    /// <summary>
    /// No problem was found, but some records are not covered by a signature: the newest ones of a log that is being written, or those that a
    /// crash left without one. Or the log begins later, and only a trusted checkpoint explains it.
    /// </summary>
    PartlyVouched,

    /// <summary>No problem was found, and signatures cover every record.</summary>
    Intact,
}
