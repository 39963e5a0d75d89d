using McpGuard.Testing;

namespace McpGuard.Cli.Tests.Running;

/// <summary>Records as a guard writes them.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset Start = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    /// <summary>A decision about a call, a minute after the one before.</summary>
    public static AuditRecord Decision(
        int number,
        string subject = "alice",
        string target = "notes_read",
        AuditEffect effect = AuditEffect.Allow,
        ReasonCode reason = ReasonCode.Allowed,
        string scope = "notes:read",
        string actor = "agent-1",
        string? rule = null) => new()
        {
            RecordId = $"record-{number}",
            Time = Start.AddMinutes(number),
            LoggedTime = Start.AddMinutes(number),
            Event = AuditEvent.Decision,
            OperationId = $"operation-{number}",
            Effect = effect,
            Reason = reason,
            Rule = rule,
            Transport = "http",
            Method = "tools/call",
            Target = target,
            Resource = GuardedTestServer.Resource,
            Issuer = "https://login.example.com",
            Subject = subject,
            Actors = [actor],
            ClientId = "desktop",
            ScopesRequired = [scope],
            ScopesMissing = reason == ReasonCode.ScopeInsufficient ? [scope] : null,
        };

    /// <summary>A decision about somebody who did not say who he is.</summary>
    public static AuditRecord Refusal(int number, ReasonCode reason = ReasonCode.TokenExpired) => new()
    {
        RecordId = $"record-{number}",
        Time = Start.AddMinutes(number),
        LoggedTime = Start.AddMinutes(number),
        Event = AuditEvent.Decision,
        OperationId = $"operation-{number}",
        Effect = AuditEffect.Deny,
        Reason = reason,
        Transport = "http",
        Method = "tools/call",
        Target = "notes_read",
        Resource = GuardedTestServer.Resource,
        Claimed = new AuditClaims { Subject = "mallory" },
    };

    public static AuditRecord Outcome(AuditRecord decision, AuditOutcome outcome = AuditOutcome.Succeeded) => new()
    {
        RecordId = $"{decision.RecordId}-outcome",
        Time = decision.Time.AddSeconds(1),
        LoggedTime = decision.Time.AddSeconds(1),
        Event = AuditEvent.Outcome,
        OperationId = decision.OperationId,
        Outcome = outcome,
        DurationMs = 1000,
        Transport = decision.Transport,
        Method = decision.Method,
        Target = decision.Target,
        Issuer = decision.Issuer,
        Subject = decision.Subject,
        Actors = decision.Actors,
        ClientId = decision.ClientId,
    };

    /// <summary>A refund of alice that bob approved, and that ran.</summary>
    public static AuditRecord[] Approved(int number) =>
    [
        OfApproval(number, AuditEvent.ApprovalRequested),
        Decision(number + 1, target: "refund", effect: AuditEffect.Deny, reason: ReasonCode.ApprovalRequired) with { ApprovalId = "apr_1" },
        OfApproval(number + 2, AuditEvent.ApprovalRefused, "alice") with { Reason = ReasonCode.ApproverIsRequester },
        OfApproval(number + 3, AuditEvent.ApprovalGranted, "bob"),
        OfApproval(number + 4, AuditEvent.ApprovalUsed),
        Decision(number + 5, target: "refund") with { ApprovalId = "apr_1" },
    ];

    private static AuditRecord OfApproval(int number, AuditEvent happened, string? approver = null) => Happened(number, happened) with
    {
        Target = "refund",
        Issuer = "https://login.example.com",
        Subject = "alice",
        ApprovalId = "apr_1",
        Approver = approver is null ? null : new AuditPerson("https://login.example.com", approver, approver),
        Approvers = happened is AuditEvent.ApprovalGranted or AuditEvent.ApprovalUsed ? [new AuditPerson("https://login.example.com", "bob", "bob")] : null,
        Votes = happened is AuditEvent.ApprovalGranted or AuditEvent.ApprovalUsed ? "1 of 1" : "0 of 1",
    };

    public static AuditRecord Happened(int number, AuditEvent happened, string? policy = null) => new()
    {
        RecordId = $"record-{number}",
        Time = Start.AddMinutes(number),
        LoggedTime = Start.AddMinutes(number),
        Event = happened,
        OperationId = $"operation-{number}",
        Resource = GuardedTestServer.Resource,
        PolicyVersion = policy,
        GuardVersion = happened is AuditEvent.GuardStarted or AuditEvent.GuardStopped ? "0.1.0" : null,
        Sink = happened == AuditEvent.RecordsLost ? "OpenTelemetry" : null,
        Lost = happened == AuditEvent.RecordsLost ? 12 : null,
        LostSince = happened == AuditEvent.RecordsLost ? Start.AddMinutes(number - 3) : null,
        Problems = happened == AuditEvent.PolicyRefused ? ["McpGuard:Policy $.Rules.r: 'raed' is not a target."] : null,
        KeyIds = happened == AuditEvent.KeysChanged ? ["2026-11", "2026-12"] : null,
        Issuer = happened == AuditEvent.KeysChanged ? "https://login.example.com" : null,
    };

    /// <summary>Three weeks of a server that several people use through several actors.</summary>
    public static IEnumerable<AuditRecord> Weeks()
    {
        const int Requests = 6000;
        const int MinutesBetween = 5;
        var random = new Random(20261123);
        string[] people = ["alice", "bob", "carol", "dave.okafor@example.com", "erika"];
        string[] actors = ["agent-1", "agent-2", "scheduler"];
        (string Name, string Scope)[] tools =
        [
            ("notes_read", "notes:read"), ("notes_write", "notes:write"), ("tickets_search", "tickets:read"), ("tickets_close", "tickets:write"),
            ("files_delete", "files:admin"),
        ];
        ReasonCode[] identities = [ReasonCode.TokenExpired, ReasonCode.CredentialMissing, ReasonCode.AudienceMismatch];

        yield return Happened(0, AuditEvent.GuardStarted);
        yield return Happened(0, AuditEvent.PolicyLoaded, "9f3ac1d2");
        for (var i = 1; i <= Requests; i++)
        {
            var minute = (int)(i * MinutesBetween * (1 + (0.4 * Math.Sin(i / 300d))));
            if (i % 1500 == 0)
                yield return Happened(minute, AuditEvent.PolicyLoaded, $"{i:x8}");
            if (i == 2500)
                yield return Happened(minute, AuditEvent.KeysChanged);
            if (i == 4000)
                yield return Happened(minute, AuditEvent.RecordsLost);

            var (tool, scope) = tools[Math.Min(random.Next(8), random.Next(8)) % tools.Length];
            var person = people[Math.Min(random.Next(people.Length), random.Next(people.Length))];
            var chance = random.Next(100);
            var decision = chance switch
            {
                < 3 => Refusal(minute, identities[random.Next(identities.Length)]),
                < 8 when scope.EndsWith(":read", StringComparison.Ordinal) is false =>
                    Decision(minute, person, tool, AuditEffect.Deny, ReasonCode.ScopeInsufficient, scope),
                < 10 => Decision(minute, person, tool, AuditEffect.Deny, ReasonCode.OutsideHours, scope, rule: "by-day"),
                < 12 => Decision(minute, person, tool, AuditEffect.WouldDeny, ReasonCode.RiskTooHigh, scope, rule: "risk"),
                _ => Decision(minute, person, tool, scope: scope, actor: actors[random.Next(actors.Length)]),
            };
            yield return decision;
            if (decision.Effect != AuditEffect.Deny)
                yield return Outcome(decision, chance > 97 ? AuditOutcome.ToolError : AuditOutcome.Succeeded);
        }
    }
}
