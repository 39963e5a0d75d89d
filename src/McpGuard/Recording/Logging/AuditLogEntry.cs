using System.Collections;

namespace McpGuard;

/// <summary>
/// A record as the state of a log event. It has no message template, so that a logging provider uses the message itself, which is created
/// on demand.
/// </summary>
internal sealed class AuditLogEntry(AuditRecord record) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly IReadOnlyList<KeyValuePair<string, object?>> _attributes = AuditAttributes.Of(record);
    private string? _line;

    public int Count => _attributes.Count;

    public KeyValuePair<string, object?> this[int index] => _attributes[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _attributes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => _line ??= record.ToString();
}
