using System.Text.Json.Nodes;

namespace McpGuard.Tests.Audit.Ocsf;

/// <summary>What is told of a record is where those who know the schema look for it.</summary>
[TestFixture]
[Category("OCS-1")]
internal sealed class OcsfEventTests
{
    [Test]
    public void Decision_is_an_api_activity_of_its_caller()
    {
        var json = Event(AuditSamples.Decision(AuditEffect.Allow, ReasonCode.Allowed));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Numbers(json, "class_uid", "category_uid", "activity_id", "type_uid"), Is.EqualTo(new[] { 6003, 6, 99, 600399 }));
            Assert.That(Numbers(json, "severity_id", "status_id", "action_id", "disposition_id"), Is.EqualTo(new[] { 1, 1, 1, 1 }));
            Assert.That((long)json["time"]!, Is.EqualTo(Callers.Now.ToUnixTimeMilliseconds() + 250));
            Assert.That(
                Text(json, "api/operation", "api/version", "api/service/uid", "api/request/uid"),
                Is.EqualTo(new[] { "tools/call:write", "2026-07-28", "https://mcp.example.com/mcp", "operation-1" }));
            Assert.That(
                Text(json, "actor/user/uid", "actor/idp/uid", "actor/app_uid", "actor/session/uid"),
                Is.EqualTo(new[] { "alice", Callers.Issuer, "agent-1", "session-1" }));
            Assert.That(Text(json, "policy/uid", "policy/version", "authorizations/0/decision"), Is.EqualTo(new[] { "by-day", "sha256:0011", "allow" }));
            Assert.That(
                Text(json, "resources/0/name", "resources/0/type", "src_endpoint/ip", "trace/uid"),
                Is.EqualTo(new[] { "write", "tool", "192.0.2.1", "4bf92f3577b34da6a3ce929d0e0e4736" }));
            Assert.That(
                Text(json, "metadata/uid", "metadata/correlation_uid", "metadata/event_code", "metadata/version"),
                Is.EqualTo(new[] { "record-1", "operation-1", "decision", "1.8.0" }));
            Assert.That(Text(json, "message"), Is.EqualTo(new[] { "tools/call write: allow, allowed" }));
        }
    }

    [Test]
    public void Members_without_a_place_are_not_lost()
    {
        var unmapped = Event(AuditSamples.Decision(AuditEffect.Allow, ReasonCode.Allowed))["unmapped"]!["mcpguard"]!.AsObject();

        Assert.That(unmapped.Select(member => member.Key), Is.EqualTo(new[]
        {
            "guard_ms", "overridden_by", "facts", "transport", "request_id", "request_bytes", "round", "gateways", "actors", "tenant", "session_id",
            "session_source",
            "token", "claimed", "remarks", "scopes_required", "scopes_granted", "scopes_missing", "scopes_satisfied_by",
            "argument_names", "argument_types", "argument_bytes", "argument_digest", "argument_values", "undeclared_arguments", "definition_digest", "span_id",
            "parent_span_id",
        }));
        Assert.That(unmapped["actors"]!.ToJsonString(), Is.EqualTo("""["agent-1","gateway"]"""));
    }

    [Test]
    [Category("OCS-2")]
    [Category("AUD-2")]
    public void Refused_token_is_a_failed_logon_of_an_unknown_user()
    {
        var json = Event(AuditSamples.Nobodys(ReasonCode.SignatureInvalid));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Numbers(json, "class_uid", "activity_id", "status_id", "auth_protocol_id", "severity_id"), Is.EqualTo(new[] { 3002, 1, 2, 6, 4 }));
            Assert.That(Numbers(json, "action_id", "disposition_id"), Is.EqualTo(new[] { 2, 26 }));
            Assert.That((bool)json["is_alert"]!, Is.True);
            Assert.That(json["user"]!.ToJsonString(), Is.EqualTo("""{"name":"Unknown","type_id":0}"""));
            Assert.That(
                Text(json, "status_detail", "service/uid", "unmapped/mcpguard/claimed/subject"),
                Is.EqualTo(new[] { "signature_invalid", "https://mcp.example.com/mcp", "ceo" }));
            Assert.That((int)json["http_response"]!["code"]!, Is.EqualTo(401));
        }
    }

    [TestCase(ReasonCode.CredentialMissing, 3002, 2, 23)]
    [TestCase(ReasonCode.TokenExpired, 3002, 2, 23)]
    [TestCase(ReasonCode.AudienceMismatch, 3002, 4, 26)]
    [TestCase(ReasonCode.KeysUnavailable, 3002, 3, 27)]
    [TestCase(ReasonCode.ScopeInsufficient, 6003, 2, 23)]
    [TestCase(ReasonCode.SignInInsufficient, 6003, 2, 23)]
    [TestCase(ReasonCode.OutsideHours, 6003, 3, 2)]
    [TestCase(ReasonCode.HeaderMismatch, 6003, 4, 2)]
    [TestCase(ReasonCode.RequestAborted, 6003, 3, 6)]
    [TestCase(ReasonCode.AuditUnavailable, 6003, 3, 27)]
    public void Reason_determines_the_severity_and_the_disposition_of_a_refusal(ReasonCode reason, int @class, int severity, int disposition)
    {
        var json = Event(AuditSamples.Decision(AuditEffect.Deny, reason));

        Assert.That(
            Numbers(json, "class_uid", "severity_id", "status_id", "action_id", "disposition_id"), Is.EqualTo(new[] { @class, severity, 2, 2, disposition }));
        Assert.That((string?)json["status_code"], Is.EqualTo("40300"));
    }

    [Test]
    public void Call_that_would_have_been_denied_is_one_that_was_observed()
    {
        var json = Event(AuditSamples.Decision(AuditEffect.WouldDeny, ReasonCode.OutsideHours));

        Assert.That(Numbers(json, "status_id", "action_id", "disposition_id", "severity_id"), Is.EqualTo(new[] { 1, 3, 17, 2 }));
        Assert.That((bool)json["policy"]!["is_applied"]!, Is.False);
    }

    [TestCase(AuditOutcome.Succeeded, null, 1, 1)]
    [TestCase(AuditOutcome.ToolError, null, 2, 1)]
    [TestCase(AuditOutcome.Cancelled, null, 99, 1)]
    [TestCase(AuditOutcome.Failed, ReasonCode.TargetChanged, 2, 2)]
    public void Outcome_has_the_result_and_the_duration_of_the_call(AuditOutcome outcome, ReasonCode? reason, int status, int action)
    {
        var json = Event(AuditSamples.Outcome(outcome, reason));

        Assert.That(Numbers(json, "class_uid", "status_id", "action_id", "duration"), Is.EqualTo(new[] { 6003, status, action, 250 }));
        Assert.That((string?)json["api"]!["response"]!["message"], Is.EqualTo(RecordedName.Of(outcome)));
        Assert.That((double)json["unmapped"]!["mcpguard"]!["duration_ms"]!, Is.EqualTo(250.4), "exactly");
    }

    [TestCase("tools/call", 99)]
    [TestCase("tools/list", 2)]
    [TestCase("resources/read", 2)]
    [TestCase("prompts/get", 2)]
    [TestCase("logging/setLevel", 99)]
    [TestCase(null, 99)]
    public void Method_is_mapped_to_an_activity_if_possible(string? method, int activity) =>
        Assert.That((int)Event(AuditSamples.Decision(AuditEffect.Allow, ReasonCode.Allowed, method))["activity_id"]!, Is.EqualTo(activity));

    [TestCase(AuditEvent.GuardStarted, 6002, 3, 1)]
    [TestCase(AuditEvent.GuardStopped, 6002, 4, 1)]
    [TestCase(AuditEvent.PolicyLoaded, 3004, 3, 1)]
    [TestCase(AuditEvent.PolicyRefused, 3004, 3, 2)]
    [TestCase(AuditEvent.KeysChanged, 3004, 3, 1)]
    [TestCase(AuditEvent.RecordsLost, 1008, 99, 2)]
    [TestCase(AuditEvent.Recovered, 1008, 8, 1)]
    [TestCase(AuditEvent.SegmentsDeleted, 1008, 2, 1)]
    public void Event_of_the_guard_has_the_class_that_fits(AuditEvent @event, int @class, int activity, int status) =>
        Assert.That(Numbers(Event(AuditSamples.Event(@event)), "class_uid", "activity_id", "status_id"), Is.EqualTo(new[] { @class, activity, status }));

    [Test]
    public void Client_that_acts_for_itself_is_a_service() =>
        Assert.That(
            (int)Event(
                new AuditRecord
                {
                    RecordId = "r",
                    Time = Callers.Now,
                    Event = AuditEvent.Outcome,
                    OperationId = "o",
                    Subject = "robot",
                    ClientId = "robot",
                    LoggedTime = Callers.Now,
                })["actor"]!["user"]!["type_id"]!,
            Is.EqualTo(4));

    private static JsonNode Event(AuditRecord record) => JsonNode.Parse(OcsfEvent.ToJson(record))!;

    private static int[] Numbers(JsonNode json, params string[] names) => [.. names.Select(name => (int)json[name]!)];

    private static string?[] Text(JsonNode json, params string[] paths) =>
        [.. paths.Select(path => (string?)path.Split('/').Aggregate(json, (node, step) => int.TryParse(step, out var index) ? node[index]! : node[step]!))];
}
