namespace McpGuard;

/// <summary>Reads a character class.</summary>
internal static class EcmaClass
{
    public static CodePointSet Read(EcmaReader text)
    {
        text.Take();
        var isNegated = text.TrySkip("^");
        var isEmpty = true;
        var ranges = new List<(int From, int To)>();
        var categories = 0;
        while (text is { IsAtEnd: false, Problem: null, Next: not ']' })
        {
            isEmpty = false;
            var (first, set) = ReadItem(text);
            if (text.Next == '-' && !text.IsNext("-]"))
            {
                ranges.AddRange(ReadRange(text, first));
            }
            else if (set is not null)
            {
                ranges.AddRange(set.Ranges);
                categories |= set.Categories;
            }
            else if (first is { } single)
            {
                ranges.Add((single, single));
            }
        }

        if (isEmpty)
            text.Fail("a class of no characters cannot be meant");
        if (!text.TrySkip("]"))
            text.Fail("'[' is not closed");

        return new CodePointSet(ranges, categories, isNegated);
    }

    private static IEnumerable<(int From, int To)> ReadRange(EcmaReader text, int? first)
    {
        text.Take();
        var (last, _) = ReadItem(text);
        if (first is { } from && last is { } to && from <= to)
            return [(from, to)];

        text.Fail("a range must go from one character up to another");
        return [];
    }

    private static (int? CodePoint, CodePointSet? Set) ReadItem(EcmaReader text)
    {
        if (text.IsAtEnd)
            return (null, null);

        // In a class only, this is the backspace.
        if (text.TrySkip("\\b"))
            return ('\b', null);

        return text.Next == '\\' ? EcmaEscape.Read(text) : (text.TakeRune().Value, null);
    }
}
