namespace McpGuard;

/// <summary>
/// What a schema says of a value. The order is that of logic: all of several verdicts are the least of them, any is the greatest.
/// </summary>
internal enum Verdict
{
    /// <summary>However a server reads the value, it does not fit.</summary>
    Refused,

    /// <summary>The value does not fit as it is written, or was not judged to the end, and a server may read one that fits.</summary>
    Undecided,

    /// <summary>The value fits.</summary>
    Accepted,
}
