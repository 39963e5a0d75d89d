using System.Text.Json.Serialization;

namespace McpGuard.Audit;

/// <summary>Why segments of the audit log are deleted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DeletionReason>))]
public enum DeletionReason
{
    /// <summary>They were kept for <see cref="AuditFileOptions.RetainFor"/>.</summary>
    [JsonStringEnumMemberName("age")]
    Age,

    /// <summary>All segments together were larger than <see cref="AuditFileOptions.RetainBytes"/>.</summary>
    [JsonStringEnumMemberName("size")]
    Size,
}
