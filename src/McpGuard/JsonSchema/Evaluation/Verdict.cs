namespace McpGuard;

/// <summary>
/// The result of judging a value by a schema. The values are in logical order: <c>and</c> is the minimum, <c>or</c> is the maximum.
/// </summary>
internal enum Verdict
{
    /// <summary>The value does not fit in any reading of a server.</summary>
    Refused,

    /// <summary>The value does not fit as written, or judging it exceeded a bound. A server may read a value that fits.</summary>
    Undecided,

    /// <summary>The value fits.</summary>
    Accepted,
}

/// <summary>Three-valued logic on verdicts. The negation of undecided is undecided.</summary>
internal static class Verdicts
{
    public static Verdict Of(bool isAccepted) => isAccepted ? Verdict.Accepted : Verdict.Refused;

    public static Verdict And(this Verdict left, Verdict right) => left < right ? left : right;

    public static Verdict Or(this Verdict left, Verdict right) => left > right ? left : right;

    public static Verdict Not(this Verdict verdict) => Verdict.Accepted - verdict + Verdict.Refused;

    /// <summary>The result when one of two verdicts applies and which one is unknown.</summary>
    public static Verdict Either(Verdict left, Verdict right) => left == right ? left : Verdict.Undecided;

    /// <summary>Whether a count lies within bounds, where up to <paramref name="undecided"/> more items may count.</summary>
    public static Verdict Within(int min, int max, int count, int undecided)
    {
        if (count > max || count + undecided < min)
            return Verdict.Refused;

        return count >= min && count + undecided <= max ? Verdict.Accepted : Verdict.Undecided;
    }
}
