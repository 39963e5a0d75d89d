namespace McpGuard.Audit;

/// <summary>Collects findings: the first ones in full, and the number of all.</summary>
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
        // A finding quotes the log. An attacker who can write the log must not add lines to the output, or decide its memory use.
        var quoted = message.Length > MaxMessage ? string.Concat(message.AsSpan(0, MaxMessage), "…") : message;
        var finding = new AuditFinding(kind, segment, line, seq, AuditText.Neutral(quoted)!);
        if (finding.IsProblem)
            ProblemCount++;
        if (_kept.Count < MaxKept)
            _kept.Add(finding);
    }
}
