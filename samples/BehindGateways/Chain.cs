using McpGuard.Audit;

namespace BehindGateways;

/// <summary>Keeps the last decision about a call, and tells through whom the call came.</summary>
internal sealed class Chain : IAuditSink
{
    private AuditRecord? _last;

    public bool NeverBlocks => true;

    public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken)
    {
        if (record is { Event: AuditEvent.Decision, Method: "tools/call" })
            _last = record;

        return ValueTask.CompletedTask;
    }

    /// <summary>The chain of the last call, from the caller to the decision.</summary>
    public string Describe()
    {
        var record = _last!;
        var gateways = (record.Gateways ?? []).Reverse().Select(gateway => $"{gateway.Name} ({gateway.Proof})".ToLowerInvariant());
        return string.Join(" -> ", [record.Subject ?? "no caller", .. gateways, $"McpGuard: {record.Effect}, {record.Reason}"]);
    }
}
