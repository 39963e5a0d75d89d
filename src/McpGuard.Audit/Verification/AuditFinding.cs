namespace McpGuard.Audit;

/// <summary>Something that the verification of an audit log found, and where.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Segment">The number of the segment, or zero if it is about the whole log.</param>
/// <param name="Line">The number of the line in the segment, from one, or zero.</param>
/// <param name="Seq">The number of the record, or of the last one before.</param>
/// <param name="Message">What was found, in words.</param>
public sealed record AuditFinding(AuditFindingKind Kind, int Segment, int Line, long Seq, string Message)
{
    /// <summary>Whether it speaks against the log.</summary>
    // A kind that is not named here speaks against the log.
    public bool IsProblem => Kind is not (
        AuditFindingKind.SignaturesNotChecked or AuditFindingKind.Recovered or AuditFindingKind.BytesAbandoned or AuditFindingKind.BeginsLater or
        AuditFindingKind.UnsignedAfterCrash or AuditFindingKind.NotYetSigned or AuditFindingKind.ClockSetBack or AuditFindingKind.FileIgnored);

    /// <summary>The finding in one line.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => $"{Kind}: segment {Segment}, line {Line}, seq {Seq}: {Message}";
}
