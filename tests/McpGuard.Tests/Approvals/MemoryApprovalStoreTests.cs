namespace McpGuard.Tests.Approvals;

/// <summary>The store in memory keeps its contract.</summary>
[TestFixture]
[Category("APR-4")]
internal sealed class MemoryApprovalStoreTests : ApprovalStoreContract
{
    protected override IApprovalStore Create() => new MemoryApprovalStore(Time);
}
