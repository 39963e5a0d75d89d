using System.Text.Json.Nodes;

namespace Demo;

/// <summary>One audit record, as it was written and as it is read.</summary>
internal sealed record AuditLine(string Raw, JsonNode Json)
{
    public bool IsDecision => this["event"] == "decision";

    /// <summary>Whether it is about an approval: requested, granted, denied or used.</summary>
    public bool IsApproval => this["event"]?.StartsWith("approval_", StringComparison.Ordinal) is true;

    public string? this[string member] => Json[member]?.ToString();

    /// <summary>The approver who decided, or who called, as far as a verified token says so.</summary>
    public string Who => Json["approver"]?["subject"] is { } approver ? $"{approver}" : Caller;

    private string Caller => (this["subject"], Json["actors"]?[0]) switch
    {
        (null, _) => "unknown",
        ({ } subject, null) => subject,
        ({ } subject, { } actor) => $"{subject} via {actor}",
    };

    public string What => this["target"] ?? this["method"] ?? "";

    public string Words(string member) => string.Join(' ', Json[member]?.AsArray().Select(word => word!.ToString()) ?? []);
}
