using System.Text.Json.Nodes;

namespace Demo;

/// <summary>One audit record, as it was written and as it is read.</summary>
internal sealed record AuditLine(string Raw, JsonNode Json)
{
    public bool IsDecision => this["event"] == "decision";

    public string? this[string member] => Json[member]?.ToString();

    /// <summary>Who called, as far as a verified token says so.</summary>
    public string Who => this["subject"] is not { } subject ? "unknown" : Json["actors"]?[0] is { } actor ? $"{subject} via {actor}" : subject;

    public string What => this["target"] ?? this["method"] ?? "";

    public string Words(string member) => string.Join(' ', Json[member]?.AsArray().Select(word => word!.ToString()) ?? []);
}
