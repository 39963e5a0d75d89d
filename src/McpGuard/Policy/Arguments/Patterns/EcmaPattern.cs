using System.Globalization;
using System.Text;

namespace McpGuard;

/// <summary>
/// Reads a regular expression as ECMA-262 defines it, and writes it for .NET where the two differ: <c>\d</c>, <c>\w</c>
/// and <c>\s</c>, the end of the text, and characters beyond the basic plane, which are one character each.
/// What .NET could only do otherwise, or only by backtracking, is a problem.
/// </summary>
internal sealed class EcmaPattern
{
    public const int MaxLength = 1000;
    public const int MaxSize = 2000;
    private const int MaxDepth = 32;
    private const string NothingToRepeat = "has nothing to repeat";

    private readonly StringBuilder _written = new();
    private readonly EcmaReader _text;

    private EcmaPattern(string text) => _text = new EcmaReader(text);

    public string? Problem => _text.Problem;

    public string Translated => _written.ToString();

    /// <summary>How many characters, or sets of them, the pattern asks for when its repetitions are written out.</summary>
    public long Size { get; private set; }

    public static EcmaPattern Read(string text)
    {
        var pattern = new EcmaPattern(text);
        if (text.Length > MaxLength)
            pattern._text.Fail($"it is longer than {MaxLength} characters");
        else
            pattern.Size = 1 + pattern.ReadAlternatives(MaxDepth);

        if (pattern.Problem is null && !pattern._text.IsAtEnd)
            pattern._text.Fail("')' closes nothing");
        if (pattern.Problem is null && pattern.Size > MaxSize)
            pattern._text.Fail($"written out, it asks for more than {MaxSize} characters");

        return pattern;
    }

    private long ReadAlternatives(int depth)
    {
        var size = 0L;
        while (_text is { IsAtEnd: false, Problem: null, Next: not ')' })
        {
            switch (_text.Next)
            {
                case '|' or '^':
                    _written.Append(_text.Take());
                    break;
                case '$':
                    // Where .NET would let a line break follow.
                    _text.Take();
                    _written.Append(@"\z");
                    break;
                default:
                    var atom = ReadAtom(depth);
                    size = Math.Min(int.MaxValue, size + (atom * ReadQuantifier()));
                    break;
            }
        }

        return size;
    }

    private long ReadAtom(int depth)
    {
        switch (_text.Next)
        {
            case '(':
                return ReadGroup(depth);
            case '[':
                _written.Append(EcmaClass.Read(_text));
                return 1;
            case '.':
                _text.Take();
                _written.Append(EcmaClass.AnyButLineBreaks);
                return 1;
            case '\\':
                _written.Append(ReadEscape());
                return 1;
            case '*' or '+' or '?':
                return _text.Fail($"'{_text.Next}' {NothingToRepeat}");
            case '{' or '}' or ']':
                return _text.Fail($"'{_text.Next}' must be written as '\\{_text.Next}'");
            default:
                _written.Append(Literal(_text.TakeRune()));
                return 1;
        }
    }

    private long ReadGroup(int depth)
    {
        _text.Take();
        if (depth == 0)
            return _text.Fail($"it is nested deeper than {MaxDepth} groups");
        if (_text.Next == '?' && !_text.TrySkip("?:") && !_text.TrySkipGroupName())
            return _text.Fail("only groups as '(...)', '(?:...)' and '(?<name>...)' are supported: nothing can look around");

        // No group is ever asked what it matched.
        _written.Append("(?:");
        var size = ReadAlternatives(depth - 1);
        if (!_text.TrySkip(")"))
            return _text.Fail("'(' is not closed");

        _written.Append(')');
        return Math.Max(1, size);
    }

    private string ReadEscape() => EcmaEscape.Read(_text) switch
    {
        { Set: { } set } => EcmaClass.Write(set, isNegated: false),
        { Character: { } character } => Literal(character),
        _ => "",
    };

    /// <returns>How often what precedes may be asked for.</returns>
    private long ReadQuantifier()
    {
        if (_text.Problem is not null || _text.IsAtEnd)
            return 1;

        var times = 1L;
        if (_text.Next is '*' or '+' or '?')
            _written.Append(_text.Take());
        else if (_text.Next == '{' && _text.TakeRange() is { } range)
            times = Write(range);
        else
            return 1;

        // Whether the match is short or long makes no difference to whether there is one.
        _text.TrySkip("?");
        if (_text.Next is '*' or '+' or '?' or '{')
            _text.Fail($"'{_text.Next}' {NothingToRepeat}");

        return times;
    }

    private long Write((int Min, int? Max) range)
    {
        _written.Append(CultureInfo.InvariantCulture, $"{{{range.Min},{range.Max}}}");
        return Math.Max(1, range.Max ?? range.Min);
    }

    private static string Literal(Rune character) =>
        character.IsBmp ? EcmaClass.Escape(character.Value) : $"(?:{string.Concat(character.ToString().Select(unit => EcmaClass.Escape(unit)))})";
}
