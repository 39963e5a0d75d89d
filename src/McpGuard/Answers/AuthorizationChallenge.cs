using System.Globalization;
using System.Text;

namespace McpGuard;

/// <summary>The value of <c>WWW-Authenticate</c> (RFC 6750 section 3, RFC 9470 section 3).</summary>
internal static class AuthorizationChallenge
{
    /// <param name="refusal">The refusal.</param>
    /// <param name="metadata">The address of the protected resource metadata.</param>
    /// <param name="initial">The scopes for a caller without a valid token.</param>
    /// <returns>The challenge, or null if another token would not help.</returns>
    public static string? Of(Refusal refusal, string metadata, string initial = "")
    {
        if (refusal is not ({ Status: 401 } or { Error: not null }))
            return null;

        var challenge = new StringBuilder("Bearer ");
        if (refusal.Error is not null)
            challenge.Append($"error=\"{refusal.Error}\", error_description=\"{refusal.Sentence.Replace('"', '\'')}\", ");
        if (refusal.SignIn?.Contexts is { } contexts)
            challenge.Append($"acr_values=\"{contexts}\", ");
        if (refusal.SignIn?.MaxAge is { } age)
            challenge.Append(CultureInfo.InvariantCulture, $"max_age=\"{(long)age.TotalSeconds}\", ");
        if ((refusal.Scope ?? (refusal is { Status: 401, SignIn: null } ? initial : "")) is { Length: > 0 } scope)
            challenge.Append($"scope=\"{scope}\", ");

        return challenge.Append($"resource_metadata=\"{metadata}\"").ToString();
    }
}
