namespace McpGuard.Audit;

/// <summary>What has been found so far: the first of it, and how much it is.</summary>
internal sealed class AuditFindings
{
    private const int MaxKept = 1000;
    private const int MaxMessage = 1000;

    private readonly List<AuditFinding> _kept = [];

    public IReadOnlyList<AuditFinding> All => _kept;

    public long ProblemCount { get; private set; }

    public void Add(AuditFindings others)
    {
        ProblemCount += others.ProblemCount;
        _kept.AddRange(others._kept.Take(MaxKept - _kept.Count));
    }

    public void Add(AuditFindingKind kind, int segment, int line, long seq, string message)
    {
        // A finding quotes the log, and whoever can write that must neither write lines of this nor decide how much memory it takes.
        var quoted = message.Length > MaxMessage ? string.Concat(message.AsSpan(0, MaxMessage), "…") : message;
        var finding = new AuditFinding(kind, segment, line, seq, AuditText.Neutral(quoted)!);
        if (finding.IsProblem)
            ProblemCount++;
        if (_kept.Count < MaxKept)
            _kept.Add(finding);
    }
}
