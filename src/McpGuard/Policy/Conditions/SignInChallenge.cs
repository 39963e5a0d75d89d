namespace McpGuard;

/// <summary>The required sign-in (RFC 9470 section 3).</summary>
/// <param name="Contexts">The sufficient authentication contexts, separated by spaces, or null for any.</param>
/// <param name="MaxAge">The maximum age of the sign-in, or null for any.</param>
internal sealed record SignInChallenge(string? Contexts, TimeSpan? MaxAge)
{
    /// <summary>The challenge that satisfies both.</summary>
    public static SignInChallenge Combine(SignInChallenge one, SignInChallenge other) =>
        new(Narrower(one.Contexts, other.Contexts), one.MaxAge < other.MaxAge || other.MaxAge is null ? one.MaxAge : other.MaxAge);

    // Both are the upper part of one order, so the shorter list is part of the longer one.
    private static string? Narrower(string? one, string? other) =>
        one is null || other?.Length < one.Length ? other : one;
}
