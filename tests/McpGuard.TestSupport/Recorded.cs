using System.Text.Json;

namespace McpGuard.TestSupport;

/// <summary>Records to be read again.</summary>
internal static class Recorded
{
    public static AuditRecord Decision(DateTimeOffset time) => new()
    {
        RecordId = "record-1",
        Time = time,
        LoggedTime = time,
        Event = AuditEvent.Decision,
        OperationId = "operation-1",
        Effect = AuditEffect.Deny,
        Reason = ReasonCode.ScopeInsufficient,
        Rule = "declaration",
        Transport = "http",
        Method = "tools/call",
        Target = "notes_read",
        ClientAddress = "192.0.2.7",
        Issuer = "https://login.example.com",
        Subject = "alice",
        Actors = ["agent-1", "https://partners.example agent-2"],
        Gateways = [new("edge", AuditGatewayProof.Signature, "https://edge.example")],
        ClientId = "desktop",
        SessionId = "session-1",
        TokenId = "token-1",
    };

    public static AuditRecord Outcome(DateTimeOffset time) => new()
    {
        RecordId = "record-2",
        Time = time,
        LoggedTime = time,
        Event = AuditEvent.Outcome,
        OperationId = "operation-2",
        Outcome = AuditOutcome.ToolError,
        Method = "tools/call",
        Target = "notes_write",
        Subject = "bob",
    };

    /// <summary>Writes records, and closes the log.</summary>
    public static async Task WriteAsync(this AuditLog log, params AuditRecord[] records)
    {
        await using var file = log.Open();
        foreach (var record in records)
            await file.AppendAsync(JsonSerializer.SerializeToUtf8Bytes(record, AuditJson.Default.AuditRecord), AuditDurability.Flushed, CancellationToken.None);
    }
}
