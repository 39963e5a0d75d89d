namespace McpGuard;

/// <summary>Suggests the known name that is nearest to a misspelled one.</summary>
internal static class NearestName
{
    private const int MaxLength = 64;

    /// <returns>The end of a sentence: a question, or a full stop if nothing is near.</returns>
    public static string Suggest(string name, IEnumerable<string> known)
    {
        if (name.Length > MaxLength || known.MinBy(candidate => Distance(name, candidate)) is not { } nearest)
            return ".";

        var furthest = nearest.Length < 4 ? 1 : Math.Max(2, nearest.Length / 3);
        return Distance(name, nearest) <= furthest ? $", did you mean '{nearest}'?" : ".";
    }

    /// <summary>The edit distance of two names. A difference in case counts half.</summary>
    private static double Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).Select(index => (double)index).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var change = Change(from[i - 1], to[j - 1]);
                var best = Math.Min(diagonal + change, Math.Min(row[j], row[j - 1]) + 1);
                diagonal = row[j];
                row[j] = best;
            }
        }

        return row[to.Length];
    }

    private static double Change(char from, char to)
    {
        if (from == to)
            return 0;

        return char.ToLowerInvariant(from) == char.ToLowerInvariant(to) ? 0.5 : 1;
    }
}
