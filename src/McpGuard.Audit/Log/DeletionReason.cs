using System.Text.Json.Serialization;

namespace McpGuard.Audit;

/// <summary>The reason for a deletion of segments of the audit log.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeletionReason>))]
public enum DeletionReason
{
    /// <summary>They were older than <see cref="AuditFileOptions.RetainFor"/>.</summary>
    [JsonStringEnumMemberName("age")]
    Age,

    /// <summary>All segments together were larger than <see cref="AuditFileOptions.RetainBytes"/>.</summary>
    [JsonStringEnumMemberName("size")]
    Size,
}
