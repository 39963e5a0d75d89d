namespace McpGuard.Cli.Report;

/// <summary>How many requests were decided, and how.</summary>
internal sealed class EffectCounts
{
    public long Allowed { get; private set; }

    public long WouldDeny { get; private set; }

    public long Denied { get; private set; }

    public long All => Allowed + WouldDeny + Denied;

    public void Add(AuditEffect? effect)
    {
        if (effect == AuditEffect.Deny)
            Denied++;
        else if (effect == AuditEffect.WouldDeny)
            WouldDeny++;
        else
            Allowed++;
    }

    public void Add(EffectCounts others)
    {
        Allowed += others.Allowed;
        WouldDeny += others.WouldDeny;
        Denied += others.Denied;
    }
}
