namespace McpGuard.TestSupport;

/// <summary>Records with every member that they can have, and with none but those that they must have.</summary>
internal static class AuditSamples
{
    public static AuditRecord Smallest(AuditEvent @event) => new()
    {
        RecordId = "record-1",
        Time = Callers.Now.AddMilliseconds(250),
        Event = @event,
        OperationId = "operation-1",
        LoggedTime = Callers.Now.AddMilliseconds(251),
    };

    public static AuditRecord Decision(
        AuditEffect effect, ReasonCode reason, string? method = "tools/call", string? target = "write", string transport = "http") => new()
        {
            RecordId = "record-1",
            Time = Callers.Now.AddMilliseconds(250),
            Event = AuditEvent.Decision,
            OperationId = "operation-1",
            Effect = effect,
            Reason = reason,
            GuardMs = 0.125,
            Rule = "by-day",
            OverriddenBy = "other",
            PolicyVersion = "sha256:0011",
            Facts = [new AccessFact("by-day", "hours", "Saturday", false)],
            Transport = transport,
            ProtocolVersion = "2026-07-28",
            Method = method,
            Target = target,
            RequestId = "7",
            RequestBytes = 321,
            HttpStatus = 403,
            ErrorCode = 40300,
            Round = 1,
            ClientAddress = "192.0.2.1",
            ClientPort = 50123,
            Gateways =
        [
            new(
                "edge",
                AuditGatewayProof.Signature,
                "https://gateway.example",
                "key-2",
                "session-2",
                "token-2",
                "request-2",
                "4bf92f3577b34da6a3ce929d0e0e4736",
                "approval-2",
                "https://approvals.example"),
            new("outer", AuditGatewayProof.Assertion),
            new("other", AuditGatewayProof.None),
        ],
            Resource = "https://mcp.example.com/mcp",
            Issuer = Callers.Issuer,
            Subject = "alice",
            Actors = ["agent-1", "gateway"],
            Tenant = "team-1",
            ClientId = "agent-1",
            SessionId = "session-1",
            SessionSource = AuditSessionSource.Token,
            TokenId = "token-1",
            Token = new() { Issued = Callers.Now, Expires = Callers.Now.AddMinutes(5), Audiences = 1, Algorithm = "ES256", KeyId = "key-1" },
            Claimed = new() { Subject = "ceo", ClientName = "claimed-client" },
            Remarks = [AuditRemark.SeveralAudiences],
            ScopesRequired = ["a", "b"],
            ScopesGranted = ["a"],
            ScopesMissing = ["b"],
            ScopesSatisfiedBy = ["a-all"],
            ArgumentNames = ["text"],
            ArgumentTypes = ["string"],
            ArgumentBytes = 12,
            ArgumentDigest = "hmac-sha256:00",
            ArgumentValues = new Dictionary<string, string> { ["/text"] = "shown" },
            UndeclaredArguments = ["txet"],
            DefinitionDigest = "sha256:22",
            TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
            SpanId = "00f067aa0ba902b7",
            ParentSpanId = "00f067aa0ba902b8",
            LoggedTime = Callers.Now.AddMilliseconds(251),
        };

    /// <summary>A decision on a request with an unknown caller.</summary>
    public static AuditRecord Nobodys(ReasonCode reason, string? method = null, string transport = "http") => new()
    {
        RecordId = "record-1",
        Time = Callers.Now.AddMilliseconds(250),
        Event = AuditEvent.Decision,
        OperationId = "operation-1",
        Effect = AuditEffect.Deny,
        Reason = reason,
        PolicyVersion = "sha256:0011",
        Transport = transport,
        Method = method,
        HttpStatus = 401,
        ClientAddress = transport == "http" ? "2001:db8::1" : null,
        Resource = "https://mcp.example.com/mcp",
        Claimed = new() { Issuer = "https://evil.example", Subject = "ceo", ClientId = "chief", TokenId = "forged", KeyId = "k1" },
        TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
        LoggedTime = Callers.Now.AddMilliseconds(251),
    };

    /// <summary>A decision that stands for many refusals from one address.</summary>
    public static AuditRecord Counted(ReasonCode reason) => new()
    {
        RecordId = "record-4",
        Time = Callers.Now,
        Event = AuditEvent.Decision,
        OperationId = "operation-4",
        Effect = AuditEffect.Deny,
        Reason = reason,
        Count = 940,
        Since = Callers.Now.AddMinutes(-1),
        GuardMs = 0,
        PolicyVersion = "sha256:0011",
        ClientAddress = "203.0.113.7",
        Resource = "https://mcp.example.com/mcp",
        LoggedTime = Callers.Now,
    };

    public static AuditRecord Outcome(AuditOutcome outcome, ReasonCode? reason = null) => new()
    {
        RecordId = "record-2",
        Time = Callers.Now.AddMilliseconds(500),
        Event = AuditEvent.Outcome,
        OperationId = "operation-1",
        Outcome = outcome,
        Reason = reason,
        DurationMs = 250.4,
        Result = new(["text"], 17, "hmac-sha256:11"),
        Shown = 2,
        Withheld = 3,
        WithheldDigest = "hmac-sha256:33",
        Transport = "stdio",
        Method = "tools/call",
        Target = "write",
        Issuer = Callers.Issuer,
        Subject = "alice",
        Actors = ["agent-1"],
        ClientId = "agent-1",
        TokenId = "token-1",
        LoggedTime = Callers.Now.AddMilliseconds(501),
    };

    /// <summary>What happens to the guard itself.</summary>
    public static AuditRecord Event(AuditEvent @event) => new()
    {
        RecordId = "record-3",
        Time = Callers.Now,
        Event = @event,
        OperationId = "operation-3",
        PolicyVersion = @event is AuditEvent.PolicyLoaded or AuditEvent.PolicyRefused or AuditEvent.GuardStarted or
            AuditEvent.GuardStopped ? "sha256:0011" : null,
        Resource = "https://mcp.example.com/mcp",
        Issuer = @event == AuditEvent.KeysChanged ? Callers.Issuer : null,
        KeyIds = @event == AuditEvent.KeysChanged ? ["key-1", "key-2"] : null,
        Problems = @event == AuditEvent.PolicyRefused ? ["McpGuard:Policy $.Rules.r is unknown."] : null,
        GuardVersion = @event is AuditEvent.GuardStarted or AuditEvent.GuardStopped ? "1.2.3" : null,
        Sink = @event == AuditEvent.RecordsLost ? "Recording" : null,
        Lost = @event == AuditEvent.RecordsLost ? 4 : null,
        LostSince = @event == AuditEvent.RecordsLost ? Callers.Now.AddMinutes(-1) : null,
        ApprovalId = IsAboutApproval(@event) ? "apr_1" : null,
        Approver = @event is AuditEvent.ApprovalGranted or AuditEvent.ApprovalDenied ? new AuditPerson(Callers.Issuer, "bob", "bob") : null,
        Approvers = @event is AuditEvent.ApprovalGranted or AuditEvent.ApprovalUsed ? [new AuditPerson(Callers.Issuer, "bob", "bob")] : null,
        Votes = IsAboutApproval(@event) ? "1 of 2" : null,
        LoggedTime = Callers.Now,
    };

    private static bool IsAboutApproval(AuditEvent @event) => @event.ToString().StartsWith("Approval", StringComparison.Ordinal);
}
