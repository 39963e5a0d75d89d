namespace McpGuard.Benchmarks;

/// <summary>What the guard may cost. Each figure is printed with its goal.</summary>
internal static class Goals
{
    public static readonly Goal DefaultToUnguarded = Goal.AtLeast(0.80);
    public static readonly Goal DefaultToStock = Goal.AtLeast(1.9);
    public static readonly Goal OneMillisecondToUnguarded = Goal.AtLeast(0.97);
    public static readonly Goal AddedProcessorTime = Goal.AtMost(15, "µs");
    public static readonly Goal AddedBytes = Goal.AtMost(4096, "B");
    public static readonly Goal FlushedToStock = Goal.AtLeast(1);
    public static readonly Goal FlushedToBareAppends = Goal.AtLeast(0.8);
    public static readonly Goal WarmDecisionTime = Goal.AtMost(1.5, "µs");
    public static readonly Goal WarmDecisionBytes = Goal.AtMost(768, "B");
    public static readonly Goal FirstSightToBareValidation = Goal.AtMost(1.1);
    public static readonly Goal Appends = Goal.AtLeast(500_000, "records/s");
    public static readonly Goal Verification = Goal.AtLeast(1_000_000, "records/s");
    public static readonly Goal LongVerification = Goal.AtLeast(500_000, "records/s");
    public static readonly Goal LongVerificationMemory = Goal.AtMost(100, "MiB");
    public static readonly Goal StdioStart = Goal.AtMost(80, "ms");
    public static readonly Goal Scale = Goal.AtMost(1.25);
}
