namespace McpGuard.Audit;

/// <summary>
/// What exactly was wrong with a refused token, for the operator; the caller is never told. The record's reason names the rule.
/// </summary>
public sealed record AuditTokenFault
{
    /// <summary>The claim, such as <c>aud</c>, the header parameter, such as <c>header.typ</c>, or another part of the token.</summary>
    public string? Part { get; init; }

    /// <summary>What the rule expects there.</summary>
    public string? Expected { get; init; }

    /// <summary>The value in the token, shortened. It is not verified.</summary>
    public string? Found { get; init; }

    /// <summary>The setting that decides it, as the configuration names it.</summary>
    public string? Setting { get; init; }

    /// <summary>The fault in one sentence, for people to read.</summary>
    /// <returns>For example <c>aud: expected https://a.example, found https://b.example. Setting: McpGuard:Resource.</c></returns>
    public override string ToString() =>
        $"{Part}: expected {Expected}, found {AuditText.Neutral(Found)}.{(Setting is null ? "" : $" Setting: {Setting}.")}";
}
