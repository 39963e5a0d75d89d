namespace McpGuard;

/// <summary>The policy's question whether a call has the approval that it needs. The answer is looked up each time, and never kept.</summary>
internal sealed class ApprovalQuestion(ApprovalGate gate, ApprovalCall call)
{
    public ApprovalCall Call => call;

    public ValueTask<ApprovalLookup> AskAsync(string policyVersion, IReadOnlyList<ApprovalDemand> demands, CancellationToken cancellationToken) =>
        gate.LookAsync(call, policyVersion, demands, cancellationToken);
}
