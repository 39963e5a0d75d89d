namespace McpGuard.Tests.Recording.Logging;

[TestFixture]
[Category("OTL-3")]
internal sealed class AuditAttributesTests
{
    [Test]
    public void Decision_has_the_attributes_of_the_conventions()
    {
        var attributes = Attributes(AuditSamples.Decision(AuditEffect.Deny, ReasonCode.ScopeInsufficient));

        Assert.That(attributes, Is.EqualTo(new Dictionary<string, object?>
        {
            ["mcpguard.schema.version"] = 1L,
            ["mcpguard.record.id"] = "record-1",
            ["mcpguard.operation.id"] = "operation-1",
            ["mcpguard.effect"] = "deny",
            ["mcpguard.reason"] = "scope_insufficient",
            ["error.type"] = "40300",
            ["mcpguard.guard_ms"] = 0.125,
            ["mcpguard.rule"] = "by-day",
            ["mcpguard.overridden_by"] = "other",
            ["mcpguard.policy.version"] = "sha256:0011",
            ["mcpguard.scopes.required"] = new[] { "a", "b" },
            ["mcpguard.scopes.granted"] = new[] { "a" },
            ["mcpguard.scopes.missing"] = new[] { "b" },
            ["mcpguard.scopes.satisfied_by"] = new[] { "a-all" },
            ["mcp.method.name"] = "tools/call",
            ["gen_ai.operation.name"] = "execute_tool",
            ["gen_ai.tool.name"] = "write",
            ["mcp.protocol.version"] = "2026-07-28",
            ["jsonrpc.request.id"] = "7",
            ["rpc.response.status_code"] = "40300",
            ["http.response.status_code"] = 403L,
            ["network.protocol.name"] = "http",
            ["client.address"] = "192.0.2.1",
            ["client.port"] = 50123L,
            ["mcpguard.transport"] = "http",
            ["mcpguard.gateways"] = new[] { "edge", "outer", "other" },
            ["mcpguard.gateways.proofs"] = new[] { "signature", "assertion", "none" },
            ["mcpguard.gateways.request_ids"] = new[] { "request-2" },
            ["mcpguard.gateways.trace_ids"] = new[] { "4bf92f3577b34da6a3ce929d0e0e4736" },
            ["mcpguard.resource"] = "https://mcp.example.com/mcp",
            ["mcpguard.round"] = 1L,
            ["mcpguard.request.bytes"] = 321L,
            ["mcpguard.trace.id"] = "4bf92f3577b34da6a3ce929d0e0e4736",
            ["mcpguard.trace.span_id"] = "00f067aa0ba902b7",
            ["mcpguard.trace.parent_span_id"] = "00f067aa0ba902b8",
            ["mcpguard.issuer"] = Callers.Issuer,
            ["mcpguard.subject"] = "alice",
            ["mcpguard.tenant"] = "team-1",
            ["mcpguard.actors"] = new[] { "agent-1", "gateway" },
            ["mcpguard.client.id"] = "agent-1",
            ["mcpguard.session.id"] = "session-1",
            ["mcpguard.session.source"] = "token",
            ["mcpguard.token.id"] = "token-1",
            ["mcpguard.remarks"] = new[] { "several_audiences" },
            ["mcpguard.arguments.names"] = new[] { "text" },
            ["mcpguard.arguments.types"] = new[] { "string" },
            ["mcpguard.arguments.bytes"] = 12L,
            ["mcpguard.arguments.digest"] = "hmac-sha256:00",
            ["mcpguard.arguments.undeclared"] = new[] { "txet" },
            ["mcpguard.definition.digest"] = "sha256:22",
            ["mcpguard.claimed.subject"] = "ceo",
            ["mcpguard.claimed.client.name"] = "claimed-client",
        }));
    }

    [TestCase("prompts/get", "gen_ai.prompt.name")]
    [TestCase("resources/read", "mcp.resource.uri")]
    [TestCase("tasks/get", "mcpguard.target")]
    public void Target_attribute_depends_on_its_kind(string method, string attribute)
    {
        var attributes = Attributes(AuditSamples.Decision(AuditEffect.Allow, ReasonCode.Allowed, method));

        Assert.That(attributes[attribute], Is.EqualTo("write"));
        Assert.That(attributes.Keys, Has.None.EqualTo("gen_ai.tool.name"));
    }

    [TestCase(AuditOutcome.ToolError, null, "tool_error")]
    [TestCase(AuditOutcome.Failed, ReasonCode.TargetChanged, "target_changed")]
    [TestCase(AuditOutcome.Failed, null, "_OTHER")]
    [TestCase(AuditOutcome.Succeeded, null, null)]
    [TestCase(AuditOutcome.Cancelled, null, null)]
    public void Outcome_has_its_error_and_its_result_by_size_and_digest(AuditOutcome outcome, ReasonCode? reason, string? error)
    {
        var attributes = Attributes(AuditSamples.Outcome(outcome, reason));

        Assert.That(attributes.GetValueOrDefault("error.type"), Is.EqualTo(error));
        Assert.That(
            (attributes["mcpguard.duration_ms"], attributes["mcpguard.result.bytes"], attributes["mcpguard.withheld"], attributes["network.transport"]),
            Is.EqualTo((250.4, 17L, 3L, "pipe")));
    }

    [Test]
    [Category("LOG-5")]
    public void Attributes_have_nothing_in_them_that_a_terminal_would_obey()
    {
        const string Text = "a\r\nb\u001b[31m\u202E\u2028\ud800Ä😀";

        var attributes = Attributes(AuditSamples.Decision(AuditEffect.Deny, ReasonCode.TargetUnknown, target: Text));

        Assert.That(attributes["gen_ai.tool.name"], Is.EqualTo("a\\u000d\\u000ab\\u001b[31m\\u202e\\u2028\ufffdÄ😀"));
    }

    private static Dictionary<string, object?> Attributes(AuditRecord record) =>
        AuditAttributes.Of(record).ToDictionary(attribute => attribute.Key, attribute => attribute.Value);
}
