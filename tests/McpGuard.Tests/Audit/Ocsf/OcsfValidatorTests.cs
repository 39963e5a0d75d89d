using System.Text.Json.Nodes;

namespace McpGuard.Tests.Audit.Ocsf;

/// <summary>The validator finds what is wrong with an event; without that, its silence would say nothing.</summary>
[TestFixture]
internal sealed class OcsfValidatorTests
{
    private static IEnumerable<TestCaseData> Faults()
    {
        yield return Fault("unknown attribute", json => json["hostess"] = "x", "hostess: is unknown");
        yield return Fault("unknown attribute of an object", json => json["actor"]!["user"]!["nick"] = "x", "actor.user.nick: is unknown");
        yield return Fault("attribute of another class", json => json["auth_protocol_id"] = 6, "auth_protocol_id: is unknown");
        yield return Fault("missing attribute", json => Remove(json, "severity_id"), "severity_id: is missing");
        yield return Fault("missing attribute of an object", json => Remove(json["api"]!, "operation"), "api.operation: is missing");
        yield return Fault(
            "missing attribute of an item",
            json => json["metadata"]!["extensions"] = new JsonArray(new JsonObject()),
            "metadata.extensions[]: the object extension is not described here");
        yield return Fault("text for a number", json => json["time"] = "2026-08-01T12:00:00Z", "is not timestamp_t");
        yield return Fault("seconds for milliseconds", json => json["time"] = 1_785_585_600, "is not timestamp_t");
        yield return Fault("fraction for a number", json => json["duration"] = 1.5, "is not long_t");
        yield return Fault("null", json => json["message"] = null, "is not string_t");
        yield return Fault("port out of range", json => json["src_endpoint"]!["port"] = 65536, "is not port_t");
        yield return Fault("name for an address", json => json["src_endpoint"]!["ip"] = "localhost", "is not ip_t");
        yield return Fault("value out of an enumeration", json => json["severity_id"] = 7, "severity_id: 7 is not one of");
        yield return Fault("value that only the profile's enumeration lacks", json => json["action_id"] = 5, "action_id: 5 is not one of");
        yield return Fault("caption of another value", json => json["severity"] = "Fatal", "severity_id: severity is 'Fatal'");
        yield return Fault("other without saying what", json => Remove(json, "activity_name"), "activity_id: activity_name is ''");
        yield return Fault(
            "type that does not follow from class and activity", json => json["type_uid"] = 600301, "type_uid: is not class_uid * 100 + activity_id");
        yield return Fault("unknown class", json => json["class_uid"] = 6004, "class_uid: '6004' is not a class");
        yield return Fault("object with none of its names", json => json["src_endpoint"] = new JsonObject(), "src_endpoint.: has none of ip");
        yield return Fault("object for an array", json => json["resources"] = new JsonObject(), "resources: is not an array");
        yield return Fault(
            "profile that is not declared",
            json => json["metadata"]!["profiles"] = new JsonArray("trace"),
            "disposition_id: needs the profile security_control");
        yield return Fault("unknown profile", json => json["metadata"]!["profiles"] = new JsonArray("security_control", "trace", "host"), "'host' is unknown");
        yield return Fault("another version", json => json["metadata"]!["version"] = "1.9.0-dev", "metadata.version: is not 1.8.0");
    }

    [TestCaseSource(nameof(Faults))]
    public void Fault_is_found(Action<JsonNode> spoil, string problem)
    {
        var json = JsonNode.Parse(OcsfEvent.ToJson(AuditSamples.Decision(AuditEffect.Allow, ReasonCode.Allowed)))!;
        spoil(json);

        Assert.That(OcsfValidator.Problems(json.ToJsonString()), Has.Some.Contains(problem));
    }

    [Test]
    public void Doubled_member_is_found()
    {
        var json = OcsfEvent.ToJson(AuditSamples.Event(AuditEvent.GuardStarted));

        Assert.That(OcsfValidator.Problems($"{json[..^1]},\"severity_id\":1}}"), Has.One.EqualTo("severity_id: is doubled"));
    }

    [Test]
    public void Failed_logon_at_nothing_is_found()
    {
        var json = JsonNode.Parse(OcsfEvent.ToJson(AuditSamples.Nobodys(ReasonCode.TokenExpired)))!;
        Remove(json, "service");
        Remove(json, "dst_endpoint");

        Assert.That(OcsfValidator.Problems(json.ToJsonString()), Has.One.EqualTo(": has none of service, dst_endpoint"));
    }

    private static void Remove(JsonNode json, string name) => json.AsObject().Remove(name);

    private static TestCaseData Fault(string name, Action<JsonNode> spoil, string problem) => new TestCaseData(spoil, problem).SetArgDisplayNames(name);
}
