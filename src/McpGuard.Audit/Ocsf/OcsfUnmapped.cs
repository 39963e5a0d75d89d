using System.Collections.Frozen;
using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>
/// The members of a record that have no place in the schema. They are all members that the classes do not map, so a new member is never
/// lost.
/// </summary>
internal static class OcsfUnmapped
{
    // In the order of the classes: the members that each maps, in addition to the common ones.
    private static readonly string[] _always = ["schema_version", "record_id", "time", "event", "operation_id", "reason", "count", "since", "logged_time"];
    private static readonly string[] _ofRequests =
        ["effect", "rule", "policy_version", "http_status", "error_code", "client_address", "client_port", "resource"];

    private static readonly FrozenDictionary<OcsfClassId, FrozenSet<string>> _mapped = new Dictionary<OcsfClassId, FrozenSet<string>>
    {
        [OcsfClassId.ApiActivity] = Set(
            [.. _ofRequests, "outcome", "protocol_version", "method", "target", "issuer", "subject", "client_id", "token_id", "trace_id"]),
        [OcsfClassId.Authentication] = Set([.. _ofRequests, "subject"]),
        [OcsfClassId.ApplicationLifecycle] = Set(["guard_version", "resource"]),
        [OcsfClassId.EntityManagement] = Set(["policy_version", "issuer"]),
        [OcsfClassId.EventLogActivity] = Set(["sink", "lost_since"]),
    }.ToFrozenDictionary();

    public static void Write(Utf8JsonWriter writer, AuditRecord record, OcsfClass @class)
    {
        var members = JsonSerializer.SerializeToElement(record, AuditJson.Default.AuditRecord);
        var mapped = _mapped[@class.Id];
        writer.WriteStartObject("unmapped");
        writer.WriteStartObject("mcpguard");
        foreach (var member in members.EnumerateObject())
        {
            if (!mapped.Contains(member.Name))
                member.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static FrozenSet<string> Set(string[] members) => members.Concat(_always).ToFrozenSet(StringComparer.Ordinal);
}
