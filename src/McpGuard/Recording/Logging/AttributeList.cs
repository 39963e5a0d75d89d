namespace McpGuard;

/// <summary>The attributes of a log event that have a value, in types that every OpenTelemetry exporter knows.</summary>
internal sealed class AttributeList() : List<KeyValuePair<string, object?>>(OfADecision)
{
    private const int OfADecision = 48;

    public void Add(string name, string? value) => AddKnown(name, AuditText.Neutral(value));

    public void Add(string name, long? value) => AddKnown(name, value);

    public void Add(string name, double? value) => AddKnown(name, value);

    public void Add(string name, IReadOnlyCollection<string>? values) =>
        AddKnown(name, values is null ? null : Array.ConvertAll(values as string[] ?? [.. values], value => AuditText.Neutral(value)!));

    public void AddName<TEnum>(string name, TEnum? value)
        where TEnum : struct, Enum => AddKnown(name, RecordedName.Of(value));

    private void AddKnown(string name, object? value)
    {
        if (value is not null)
            Add(new(name, value));
    }
}
