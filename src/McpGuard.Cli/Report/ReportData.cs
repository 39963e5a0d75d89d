using McpGuard.Cli.Output;

namespace McpGuard.Cli.Report;

/// <summary>The data of a report, collected entry by entry in bounded memory.</summary>
internal sealed class ReportData(Privilege privilege)
{
    public const int MaxUses = 5000;
    private const int MaxNames = 20;
    private const int MaxListed = 100;

    public Privilege Privilege => privilege;

    public long Entries { get; private set; }

    public long Unreadable { get; private set; }

    public DateTimeOffset? First { get; private set; }

    public DateTimeOffset? Last { get; private set; }

    public long FirstSeq { get; private set; }

    public long LastSeq { get; private set; }

    public Tally<string, Counter> Resources { get; } = new(MaxNames);

    public EffectCounts Decisions { get; } = new();

    public Timeline Timeline { get; } = new();

    /// <summary>The verified callers of all requests.</summary>
    public Tally<(string Issuer, string Subject), Counter> Subjects { get; } = new(MaxUses);

    public Tally<(string Issuer, string Through), Counter> ActorChains { get; } = new(MaxUses);

    /// <summary>Only verified callers, and only targets with a name.</summary>
    public Tally<UseKey, UseCounts> Uses { get; } = new(MaxUses);

    /// <summary>The gateways of decisions, by what proves them.</summary>
    public Tally<(string Name, string Issuer, AuditGatewayProof Proof), EffectCounts> Gateways { get; } = new(MaxNames);

    public Tally<ReasonCode, Counter> Denials { get; } = new(int.MaxValue);

    public Recent<ReportRow> RecentDenials { get; } = new(MaxListed);

    public Tally<UseKey, UseCounts> PrivilegedUses { get; } = new(MaxUses);

    public Recent<ReportRow> PrivilegedCalls { get; } = new(MaxListed);

    public Tally<AuditEvent, Counter> Events { get; } = new(int.MaxValue);

    public Recent<ReportRow> RecentEvents { get; } = new(MaxListed);

    public Tally<AuditEvent, Counter> Approvals { get; } = new(int.MaxValue);

    public Recent<ReportRow> RecentApprovals { get; } = new(MaxListed);

    /// <summary>Who decided about calls on whose behalf.</summary>
    public Tally<VoteKey, VoteCounts> Votes { get; } = new(MaxUses);

    public void Add(AuditEntry entry)
    {
        Entries++;
        if (entry is not { Event: { } happened, Time: { } time })
        {
            Unreadable++;
            return;
        }

        First = time >= First ? First : time;
        Last = time <= Last ? Last : time;
        FirstSeq = FirstSeq == 0 ? entry.Seq : FirstSeq;
        LastSeq = entry.Seq;
        if (entry.Record is { Resource: { } resource })
            Resources[Visible.Clip(resource)].Value++;

        if (entry.Record is { Subject: { } subject } record)
            AddCaller(record, Visible.Clip(record.Issuer), Visible.Clip(subject));

        if (happened == AuditEvent.Decision)
            AddDecision(entry, entry.Record!);
        else if (happened == AuditEvent.Outcome)
            AddUse(Uses, entry.Record!);
        else if (EntryText.IsOfApproval(happened))
            AddApproval(happened, entry);
        else
            AddEvent(happened, entry);
    }

    private void AddDecision(AuditEntry entry, AuditRecord record)
    {
        var count = record.Count ?? 1;
        Decisions.Add(record.Effect, count);
        Timeline.Add(record.Time, record.Effect, count);
        AddUse(Uses, record);
        foreach (var gateway in record.Gateways ?? [])
            Gateways[(Visible.Clip(gateway.Name), Visible.Clip(gateway.Issuer), gateway.Proof)].Add(record.Effect, count);

        if (record is { Effect: AuditEffect.Deny, Reason: { } reason })
        {
            Denials[reason].Value += count;
            RecentDenials.Add(ReportRow.Of(entry));
        }

        if (privilege.Covers(record))
        {
            AddUse(PrivilegedUses, record);
            PrivilegedCalls.Add(ReportRow.Of(entry));
        }
    }

    private void AddCaller(AuditRecord record, string issuer, string subject)
    {
        Subjects[(issuer, subject)].Value++;
        if (record.Actors is { Count: > 0 })
            ActorChains[(issuer, Visible.Clip(EntryText.Through(record)))].Value++;
    }

    private void AddEvent(AuditEvent happened, AuditEntry entry)
    {
        Events[happened].Value++;
        RecentEvents.Add(ReportRow.Of(entry));
    }

    private void AddApproval(AuditEvent happened, AuditEntry entry)
    {
        Approvals[happened].Value++;
        RecentApprovals.Add(ReportRow.Of(entry));
        if (entry.Record is { Approver: { } approver } record)
            Votes[new VoteKey(Visible.Clip(approver.Subject), Visible.Clip(record.Subject), Visible.Clip(record.Target))].Add(happened);
    }

    private static void AddUse(Tally<UseKey, UseCounts> uses, AuditRecord record)
    {
        if (record is not { Subject: { } subject, Target: { } target })
            return;

        var key = new UseKey(
            Visible.Clip(record.Issuer), Visible.Clip(subject), Visible.Clip(EntryText.Through(record)), Visible.Clip(record.ClientId), Visible.Clip(target));
        uses[key].Add(record);
    }
}
