namespace McpGuard.Audit;

/// <summary>Finds a value in the options that is out of its range.</summary>
internal static class RangeProblem
{
    public static IEnumerable<string> Of<T>(string option, T? value, T least, T most)
        where T : struct, IComparable<T>
    {
        if (value is { } given && (given.CompareTo(least) < 0 || given.CompareTo(most) > 0))
            yield return $"{option} is {given}. Set it between {least} and {most}.";
    }
}
