namespace McpGuard.Audit;

/// <summary>What has been found so far: the first of it, and how much it is.</summary>
internal sealed class AuditFindings
{
    private const int MaxKept = 1000;

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
        // A finding quotes the log, and whoever can write that must not write lines of this.
        var finding = new AuditFinding(kind, segment, line, seq, AuditText.Neutral(message)!);
        if (finding.IsProblem)
            ProblemCount++;
        if (_kept.Count < MaxKept)
            _kept.Add(finding);
    }
}
