namespace McpGuard;

/// <summary>
/// Compiles a regular expression of ECMA-262 with the Unicode flag into steps that read one code point each. A construct that
/// needs backtracking is a problem.
/// </summary>
internal sealed class EcmaPattern
{
    public const int MaxLength = 1000;
    public const int MaxCount = 2000;
    public const int MaxSteps = 5000;
    private const int MaxDepth = 32;
    private const string NothingToRepeat = "has nothing to repeat";

    // All offsets are relative, so that steps can be moved and copied.
    private readonly List<PatternStep> _steps = [];
    private readonly EcmaReader _text;

    private EcmaPattern(string text) => _text = new EcmaReader(text);

    public string? Problem => _text.Problem;

    public PatternStep[] Steps => [.. _steps];

    public static EcmaPattern Read(string text)
    {
        var pattern = new EcmaPattern(text);
        if (text.Length > MaxLength)
            pattern._text.Fail($"it is longer than {MaxLength} characters");
        else
            pattern.ReadAlternatives(MaxDepth);

        if (pattern.Problem is null && !pattern._text.IsAtEnd)
            pattern._text.Fail("')' closes nothing");

        pattern._steps.Add(new PatternStep(PatternStep.Does.Match));
        return pattern;
    }

    private void ReadAlternatives(int depth)
    {
        var start = _steps.Count;
        var exits = new List<int>();
        while (_text is { IsAtEnd: false, Problem: null, Next: not ')' })
        {
            if (!_text.TrySkip("|"))
            {
                ReadTerm(depth);
                continue;
            }

            _steps.Insert(start, new PatternStep(PatternStep.Does.Fork, _steps.Count - start + 2));
            exits.Add(_steps.Count);
            _steps.Add(default);
            start = _steps.Count;
        }

        foreach (var exit in exits)
            _steps[exit] = new PatternStep(PatternStep.Does.Jump, _steps.Count - exit);
    }

    private void ReadTerm(int depth)
    {
        if (ReadAssertion() is { } assertion)
        {
            _steps.Add(new PatternStep(assertion));
            return;
        }

        var start = _steps.Count;
        ReadAtom(depth);
        if (_text is { IsAtEnd: false, Problem: null })
            ReadQuantifier(start);
    }

    private PatternStep.Does? ReadAssertion()
    {
        if (_text.TrySkip("^"))
            return PatternStep.Does.AtStart;
        if (_text.TrySkip("$"))
            return PatternStep.Does.AtEnd;
        if (_text.TrySkip("\\b"))
            return PatternStep.Does.AtBoundary;

        return _text.TrySkip("\\B") ? PatternStep.Does.NotAtBoundary : null;
    }

    private void ReadAtom(int depth)
    {
        switch (_text.Next)
        {
            case '(':
                ReadGroup(depth);
                break;
            case '[':
                Add(EcmaClass.Read(_text));
                break;
            case '.':
                _text.Take();
                Add(CodePointSet.AnyButLineBreaks);
                break;
            case '\\':
                var (codePoint, set) = EcmaEscape.Read(_text);
                Add(set ?? Only(codePoint ?? 0));
                break;
            case '*' or '+' or '?':
                _text.Fail($"'{_text.Next}' {NothingToRepeat}");
                break;
            case '{' or '}' or ']':
                _text.Fail($"'{_text.Next}' must be written as '\\{_text.Next}'");
                break;
            default:
                Add(Only(_text.TakeRune().Value));
                break;
        }
    }

    private void ReadGroup(int depth)
    {
        _text.Take();
        if (depth == 0)
            _text.Fail($"it is nested deeper than {MaxDepth} groups");
        else if (_text.Next == '?' && !_text.TrySkip("?:") && !_text.TrySkipGroupName())
            _text.Fail("only groups as '(...)', '(?:...)' and '(?<name>...)' are supported: nothing can look around");

        // The match of a group is never needed.
        if (Problem is null)
            ReadAlternatives(depth - 1);
        if (!_text.TrySkip(")"))
            _text.Fail("'(' is not closed");
    }

    private void ReadQuantifier(int start)
    {
        if (!IsQuantifier(_text.Next) || ReadCounts() is not { } counts)
            return;

        // A lazy quantifier matches the same texts as a greedy one.
        _text.TrySkip("?");
        Repeat(start, counts.Min, counts.Max);
        if (IsQuantifier(_text.Next))
            _text.Fail($"'{_text.Next}' {NothingToRepeat}");
    }

    private (int Min, int? Max)? ReadCounts()
    {
        if (_text.Next == '{')
            return _text.TakeRange();

        return _text.Take() switch
        {
            '*' => (0, null),
            '+' => (1, null),
            _ => (0, 1),
        };
    }

    /// <summary>Repeats the steps from a position as often as the quantifier allows.</summary>
    private void Repeat(int start, int min, int? max)
    {
        var block = _steps[start..];
        var optional = (max ?? min + 1) - min;
        if (start + ((long)min * block.Count) + ((long)optional * (block.Count + 1)) >= MaxSteps)
        {
            _text.Fail($"written out, it takes more than {MaxSteps} steps");
            return;
        }

        _steps.RemoveRange(start, block.Count);
        for (var time = 0; time < min; time++)
            _steps.AddRange(block);
        for (var left = optional; left > 0; left--)
        {
            _steps.Add(new PatternStep(PatternStep.Does.Fork, max is null ? block.Count + 2 : left * (block.Count + 1)));
            _steps.AddRange(block);
        }

        if (max is null)
            _steps.Add(new PatternStep(PatternStep.Does.Jump, -(block.Count + 1)));
    }

    private static bool IsQuantifier(char character) => character is '*' or '+' or '?' or '{';

    private static CodePointSet Only(int codePoint) => new([(codePoint, codePoint)]);

    private void Add(CodePointSet set) => _steps.Add(new PatternStep(PatternStep.Does.Read, Set: set));

}
