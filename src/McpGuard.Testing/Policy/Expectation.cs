using System.Text.Json;

namespace McpGuard.Testing;

/// <summary>The expected answer of a policy.</summary>
/// <param name="Effect">The effect; null if only the running server can decide.</param>
/// <param name="Reason">The reason, or null for any.</param>
/// <param name="Rule">The rule that decides, or null for any.</param>
internal sealed record Expectation(AuditEffect? Effect, ReasonCode? Reason, string? Rule)
{
    /// <returns>What is different in an answer.</returns>
    public IEnumerable<string> Compare(AccessExplanation answer)
    {
        if (answer.Effect != Effect)
            yield return $"the effect is {Word(answer.Effect)} instead of {Word(Effect)}";
        if (Reason is not null && answer.Reason != Reason)
            yield return $"the reason is {Word(answer.Reason)} instead of {Word(Reason)}";
        if (answer.Reason == ReasonCode.TargetUnknown && Reason is null)
            yield return $"the server has no such target; if that is meant, expect the reason {Word<ReasonCode>(ReasonCode.TargetUnknown)}";
        if (Rule is not null && answer.Rule != Rule)
            yield return $"the rule is {answer.Rule ?? "undecided"} instead of {Rule}";
    }

    private static string Word<TEnum>(TEnum? value) where TEnum : struct, Enum =>
        value is { } known ? JsonNamingPolicy.SnakeCaseLower.ConvertName(known.ToString()) : "undecided";
}
