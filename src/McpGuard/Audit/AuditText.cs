namespace McpGuard;

/// <summary>Bounds what a record takes over: what a stranger sends must not decide how large a record gets.</summary>
internal static class AuditText
{
    // Long enough for every real name.
    public const int MaxLength = 256;
    private const int MaxItems = 64;

    public static string? Bounded(string? text) => text is { Length: > MaxLength } ? string.Concat(text.AsSpan(0, MaxLength), "…") : text;

    public static string[] Bounded(string[] names) =>
        names.Length <= MaxItems && Array.TrueForAll(names, name => name.Length <= MaxLength)
            ? names
            : [.. names.Take(MaxItems).Select(name => Bounded(name)!)];

    public static IReadOnlyList<AccessFact>? Bounded(IReadOnlyList<AccessFact> facts) => facts.Count switch
    {
        0 => null,
        <= MaxItems when facts.All(fact => !(fact.Value?.Length > MaxLength)) => facts,
        _ => [.. facts.Take(MaxItems).Select(fact => fact with { Value = Bounded(fact.Value) })],
    };
}
