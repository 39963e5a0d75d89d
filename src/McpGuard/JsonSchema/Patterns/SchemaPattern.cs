using System.Buffers;

namespace McpGuard;

/// <summary>
/// A regular expression of a schema. It means what ECMA-262 says with its Unicode flag, as JSON Schema has it, and is
/// matched without backtracking, so that no text makes it slow.
/// </summary>
internal sealed class SchemaPattern
{
    private const int RoomOnStack = 512;

    private readonly PatternStep[] _steps;

    private SchemaPattern(string? problem, PatternStep[] steps)
    {
        Problem = problem;
        _steps = steps;
    }

    /// <summary>Why the pattern cannot be used, or null.</summary>
    public string? Problem { get; }

    /// <summary>How many steps the pattern is written out in.</summary>
    public int Size => _steps.Length;

    /// <param name="text">The regular expression.</param>
    /// <param name="maxSize">How many steps the schema has left for it.</param>
    public static SchemaPattern Parse(string text, int maxSize)
    {
        var pattern = EcmaPattern.Read(text);
        if (pattern.Problem is not null)
            return new SchemaPattern(pattern.Problem, []);

        var steps = pattern.Steps;
        return steps.Length <= maxSize
            ? new SchemaPattern(null, steps)
            : new SchemaPattern($"all patterns of the schema, written out, take more than {SchemaReader.MaxPatternSteps} steps.", []);
    }

    /// <returns>Whether the pattern matches somewhere in the text; undecided where that takes too much work, or where Unicode may have changed.</returns>
    /// <param name="text">The text.</param>
    /// <param name="evaluation">What pays for the work.</param>
    /// <param name="ignoresCase">Whether the text in some other case counts too.</param>
    public Verdict Match(ReadOnlySpan<char> text, Evaluation evaluation, bool ignoresCase = false)
    {
        var needed = PatternMatch.RoomFor(_steps);
        if (needed <= RoomOnStack)
            return new PatternMatch(_steps, stackalloc int[needed], ignoresCase).Run(text, evaluation);

        // Clearing the room is work as well.
        if (!evaluation.Spend(needed))
            return Verdict.Undecided;

        var room = ArrayPool<int>.Shared.Rent(needed);
        var verdict = new PatternMatch(_steps, room.AsSpan(0, needed), ignoresCase).Run(text, evaluation);
        ArrayPool<int>.Shared.Return(room);
        return verdict;
    }

    /// <returns>Whether the pattern matches the name of a member; undecided where it would only in another case, in which a server may bind it.</returns>
    /// <param name="name">The name.</param>
    /// <param name="evaluation">What pays for the work.</param>
    /// <param name="isStrict">Whether names are not told apart by case.</param>
    public Verdict MatchName(ReadOnlySpan<char> name, Evaluation evaluation, bool isStrict)
    {
        var verdict = Match(name, evaluation);
        return isStrict && verdict == Verdict.Refused && Match(name, evaluation, ignoresCase: true) != Verdict.Refused ? Verdict.Undecided : verdict;
    }
}
