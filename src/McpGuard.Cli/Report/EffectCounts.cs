namespace McpGuard.Cli.Report;

/// <summary>How many requests were decided, and how.</summary>
internal sealed class EffectCounts
{
    public long Allowed { get; private set; }

    public long WouldDeny { get; private set; }

    public long Denied { get; private set; }

    public long All => Allowed + WouldDeny + Denied;

    public void Add(AuditEffect? effect, long count)
    {
        if (effect == AuditEffect.Deny)
            Denied += count;
        else if (effect == AuditEffect.WouldDeny)
            WouldDeny += count;
        else
            Allowed += count;
    }

    public void Add(EffectCounts others)
    {
        Allowed += others.Allowed;
        WouldDeny += others.WouldDeny;
        Denied += others.Denied;
    }
}
