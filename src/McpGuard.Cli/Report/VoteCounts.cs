namespace McpGuard.Cli.Report;

/// <summary>The decisions of one approver.</summary>
internal sealed class VoteCounts
{
    public long Approved { get; private set; }

    public long Denied { get; private set; }

    public long Refused { get; private set; }

    public void Add(AuditEvent happened)
    {
        switch (happened)
        {
            case AuditEvent.ApprovalGranted:
                Approved++;
                break;
            case AuditEvent.ApprovalDenied:
                Denied++;
                break;
            case AuditEvent.ApprovalRefused:
                Refused++;
                break;
        }
    }
}
