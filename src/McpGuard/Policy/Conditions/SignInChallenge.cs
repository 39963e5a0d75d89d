namespace McpGuard;

/// <summary>How the subject would have to sign in (RFC 9470 section 3).</summary>
/// <param name="Contexts">The authentication contexts that are enough, separated by spaces, or null if any is.</param>
/// <param name="MaxAge">How long ago it may have been, or null if that does not matter.</param>
internal sealed record SignInChallenge(string? Contexts, TimeSpan? MaxAge)
{
    /// <summary>What satisfies both.</summary>
    public static SignInChallenge Both(SignInChallenge one, SignInChallenge other) =>
        new(Narrower(one.Contexts, other.Contexts), one.MaxAge < other.MaxAge || other.MaxAge is null ? one.MaxAge : other.MaxAge);

    // Both are the upper part of one order, so the shorter is the one inside the other.
    private static string? Narrower(string? one, string? other) =>
        one is null || other?.Length < one.Length ? other : one;
}
