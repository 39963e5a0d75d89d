using System.Buffers;

namespace McpGuard;

/// <summary>
/// A regular expression of a schema, with the syntax and meaning of ECMA-262 with the Unicode flag. It is matched without
/// backtracking, in linear time.
/// </summary>
internal sealed class SchemaPattern
{
    /// <summary>The maximum number of steps of all patterns of one schema together.</summary>
    public const int MaxTotalSteps = 100_000;

    private const int RoomOnStack = 512;

    private readonly PatternStep[] _steps;

    private SchemaPattern(string? problem, PatternStep[] steps)
    {
        Problem = problem;
        _steps = steps;
    }

    /// <summary>Why the pattern cannot be used, or null.</summary>
    public string? Problem { get; }

    /// <summary>The number of compiled steps.</summary>
    public int Size => _steps.Length;

    /// <param name="text">The regular expression.</param>
    /// <param name="maxSize">The maximum number of steps.</param>
    public static SchemaPattern Parse(string text, int maxSize)
    {
        var pattern = EcmaPattern.Read(text);
        if (pattern.Problem is not null)
            return new SchemaPattern(pattern.Problem, []);

        var steps = pattern.Steps;
        return steps.Length <= maxSize
            ? new SchemaPattern(null, steps)
            : new SchemaPattern($"all patterns of the schema, written out, take more than {MaxTotalSteps} steps.", []);
    }

    /// <returns>Whether the pattern matches in the text. Undecided if the work limit is exceeded, or if a Unicode category is unknown.</returns>
    /// <param name="text">The text.</param>
    /// <param name="evaluation">The evaluation that counts the work.</param>
    /// <param name="ignoresCase">Whether to compare ignoring case.</param>
    public Verdict Match(ReadOnlySpan<char> text, Evaluation evaluation, bool ignoresCase = false)
    {
        var needed = PatternMatch.RoomFor(_steps);

        // Clearing the buffer is work too, however short the text is.
        if (!evaluation.Spend(needed))
            return Verdict.Undecided;
        if (needed <= RoomOnStack)
            return new PatternMatch(_steps, stackalloc int[needed], ignoresCase).Run(text, evaluation);

        var room = ArrayPool<int>.Shared.Rent(needed);
        var verdict = new PatternMatch(_steps, room.AsSpan(0, needed), ignoresCase).Run(text, evaluation);
        ArrayPool<int>.Shared.Return(room);
        return verdict;
    }

    /// <returns>Whether the pattern matches the name of a member. Undecided if it matches only ignoring case, because a server may bind such a name.</returns>
    /// <param name="name">The name.</param>
    /// <param name="evaluation">The evaluation that counts the work.</param>
    /// <param name="isStrict">Whether names that differ only in case are the same.</param>
    public Verdict MatchName(ReadOnlySpan<char> name, Evaluation evaluation, bool isStrict)
    {
        var verdict = Match(name, evaluation);
        return isStrict && verdict == Verdict.Refused && Match(name, evaluation, ignoresCase: true) != Verdict.Refused ? Verdict.Undecided : verdict;
    }
}
