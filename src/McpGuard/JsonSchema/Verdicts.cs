namespace McpGuard;

/// <summary>Three-valued logic: what is undecided stays so, unless something else decides, also where it is negated.</summary>
internal static class Verdicts
{
    public static Verdict Of(bool isAccepted) => isAccepted ? Verdict.Accepted : Verdict.Refused;

    public static Verdict And(this Verdict left, Verdict right) => left < right ? left : right;

    public static Verdict Or(this Verdict left, Verdict right) => left > right ? left : right;

    public static Verdict Not(this Verdict verdict) => Verdict.Accepted - verdict + Verdict.Refused;

    /// <summary>What holds if one of two verdicts counts, and it is not known which.</summary>
    public static Verdict Either(Verdict left, Verdict right) => left == right ? left : Verdict.Undecided;

    /// <summary>Whether a number lies within bounds, when some things are counted and others may have to be.</summary>
    public static Verdict Within(int min, int max, int count, int undecided)
    {
        if (count > max || count + undecided < min)
            return Verdict.Refused;

        return count >= min && count + undecided <= max ? Verdict.Accepted : Verdict.Undecided;
    }
}
