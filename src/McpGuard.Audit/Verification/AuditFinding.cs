namespace McpGuard.Audit;

/// <summary>A finding of the verification of an audit log, with its place.</summary>
/// <param name="Kind">The kind of finding.</param>
/// <param name="Segment">The number of the segment, or zero for the whole log.</param>
/// <param name="Line">The number of the line in the segment, from one, or zero for no single line.</param>
/// <param name="Seq">The number of the record, or of the last one before it.</param>
/// <param name="Message">A description of the finding.</param>
public sealed record AuditFinding(AuditFindingKind Kind, int Segment, int Line, long Seq, string Message)
{
    /// <summary>Whether the finding is a problem.</summary>
    // A kind that is not listed here is a problem.
    public bool IsProblem => Kind is not (
        AuditFindingKind.SignaturesNotChecked or AuditFindingKind.Recovered or AuditFindingKind.BytesAbandoned or AuditFindingKind.BeginsLater or
        AuditFindingKind.UnsignedAfterCrash or AuditFindingKind.NotYetSigned or AuditFindingKind.ClockSetBack or AuditFindingKind.FileIgnored);

    /// <summary>The finding in one line.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => $"{Kind}: segment {Segment}, line {Line}, seq {Seq}: {Message}";
}
