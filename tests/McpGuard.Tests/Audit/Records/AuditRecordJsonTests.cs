namespace McpGuard.Tests.Audit.Records;

[TestFixture]
[Category("AUD-6")]
internal sealed class AuditRecordJsonTests
{
    private static readonly AuditRecord _smallest = new()
    {
        RecordId = "record-1",
        LoggedTime = new DateTimeOffset(2026, 8, 1, 12, 0, 0, 250, TimeSpan.Zero),
        Time = new DateTimeOffset(2026, 8, 1, 12, 0, 0, 250, TimeSpan.Zero),
        Event = AuditEvent.Decision,
        OperationId = "op-1",
        Transport = "stdio",
    };

    [Test]
    public void Record_is_one_object_in_snake_case_without_unknown_members() =>
        Assert.That(_smallest.ToString(), Is.EqualTo(
            """
            {"schema_version":1,"record_id":"record-1","time":"2026-08-01T12:00:00.25+00:00","event":"decision","operation_id":"op-1",
            "transport":"stdio","logged_time":"2026-08-01T12:00:00.25+00:00"}
            """.ReplaceLineEndings("")));

    [Test]
    public void Record_of_a_decision_has_every_member_in_its_place()
    {
        var record = new AuditRecord
        {
            RecordId = "record-1",
            LoggedTime = _smallest.Time,
            Time = _smallest.Time,
            Event = AuditEvent.Decision,
            OperationId = "op-1",
            Effect = AuditEffect.Deny,
            Reason = ReasonCode.ScopeInsufficient,
            Transport = "http",
            ProtocolVersion = "2026-07-28",
            Method = "tools/call",
            Target = "write",
            RequestId = "7",
            HttpStatus = 403,
            ClientAddress = "192.0.2.1",
            Resource = "https://mcp.example.com/mcp",
            Issuer = "https://authority.example",
            Subject = "alice",
            Actors = ["agent-1", "gateway"],
            ClientId = "agent-1",
            SessionId = "session-1",
            TokenId = "token-1",
            Remarks = [AuditRemark.SeveralAudiences, AuditRemark.SubjectIsActor],
            ScopesRequired = ["a", "b"],
            ScopesGranted = ["a"],
            ScopesMissing = ["b"],
            ArgumentNames = ["text"],
            ArgumentDigest = "hmac-sha256:00",
            TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
        };

        Assert.That(record.ToString(), Is.EqualTo(
            """
            {"schema_version":1,"record_id":"record-1","time":"2026-08-01T12:00:00.25+00:00","event":"decision","operation_id":"op-1",
            "effect":"deny","reason":"scope_insufficient","transport":"http","protocol_version":"2026-07-28",
            "method":"tools/call","target":"write","request_id":"7","http_status":403,"client_address":"192.0.2.1",
            "resource":"https://mcp.example.com/mcp","issuer":"https://authority.example","subject":"alice",
            "actors":["agent-1","gateway"],"client_id":"agent-1","session_id":"session-1","token_id":"token-1","remarks":["several_audiences",
            "subject_is_actor"],
            "scopes_required":["a","b"],"scopes_granted":["a"],"scopes_missing":["b"],
            "argument_names":["text"],"argument_digest":"hmac-sha256:00","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736",
            "logged_time":"2026-08-01T12:00:00.25+00:00"}
            """.ReplaceLineEndings("")));
    }

    [Test]
    public void Record_of_an_outcome_has_its_members()
    {
        var record = new AuditRecord
        {
            RecordId = "record-1",
            LoggedTime = _smallest.Time,
            Time = _smallest.Time,
            Event = AuditEvent.Outcome,
            OperationId = "op-1",
            Reason = ReasonCode.TargetChanged,
            Outcome = AuditOutcome.NotDispatched,
            DurationMs = 1.5,
            Withheld = 2,
            Transport = "stdio",
        };

        Assert.That(record.ToString(), Is.EqualTo(
            """
            {"schema_version":1,"record_id":"record-1","time":"2026-08-01T12:00:00.25+00:00","event":"outcome","operation_id":"op-1",
            "reason":"target_changed","outcome":"not_dispatched","duration_ms":1.5,"withheld":2,"transport":"stdio",
            "logged_time":"2026-08-01T12:00:00.25+00:00"}
            """.ReplaceLineEndings("")));
    }

    [Category("LOG-5")]
    [TestCase("a\r\n{\"event\":\"decision\"}")]
    [TestCase("a\u2028b\u2029c\u0085d")]
    [TestCase("\u202Eabc\u202C\u2066")]
    [TestCase("\u001b[31mred\u0000")]
    [TestCase("\ud800 alone")]
    [TestCase("Ärger ｏｐｅｎ 😀")]
    public void Record_is_one_line_of_ascii_for_any_input(string text)
    {
        var line = new AuditRecord
        {
            RecordId = "record-1",
            LoggedTime = _smallest.Time,
            Time = _smallest.Time,
            Event = AuditEvent.Decision,
            OperationId = "op-1",
            Transport = text,
            Method = text,
            Target = text,
            RequestId = text,
            ArgumentNames = [text],
        }.ToString();

        Assert.That(line, Does.Match("^[\\x20-\\x7e]+$"));
        Assert.That(line, Does.StartWith("{\"schema_version\":1,").And.EndWith("}"));
        Assert.That(() => System.Text.Json.JsonDocument.Parse(line).Dispose(), Throws.Nothing);
    }
}
