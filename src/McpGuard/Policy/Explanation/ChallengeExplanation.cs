using System.Globalization;

namespace McpGuard;

/// <summary>What a refusal asks for, whatever the form of the answer.</summary>
/// <param name="Error">The OAuth error: <c>insufficient_scope</c>, or <c>insufficient_user_authentication</c> (RFC 9470).</param>
/// <param name="Scopes">The scopes to request, by the names that the issuer knows.</param>
/// <param name="Contexts">The sufficient authentication contexts, separated by spaces, or null for any.</param>
/// <param name="MaxAge">The maximum age of the sign-in, or null for any.</param>
public sealed record ChallengeExplanation(string Error, IReadOnlyList<string> Scopes, string? Contexts, TimeSpan? MaxAge)
{
    internal static ChallengeExplanation? Of(AccessDecision decision) => decision.Reason switch
    {
        ReasonCode.ScopeInsufficient when decision.Challenge is not null => OfScopes(decision.Challenge),
        ReasonCode.SignInInsufficient =>
            new("insufficient_user_authentication", Split(decision.Challenge), decision.SignIn?.Contexts, decision.SignIn?.MaxAge),
        _ => null,
    };

    internal static ChallengeExplanation OfScopes(string scopes) => new("insufficient_scope", Split(scopes), null, null);

    /// <summary>The challenge as text.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Error}{(Scopes.Count > 0 ? $", scope {string.Join(' ', Scopes)}" : "")}{(Contexts is null ? "" : $", acr_values {Contexts}")}" +
            $"{(MaxAge is { } age ? $", max_age {(long)age.TotalSeconds}" : "")}");

    private static string[] Split(string? scopes) => scopes?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
