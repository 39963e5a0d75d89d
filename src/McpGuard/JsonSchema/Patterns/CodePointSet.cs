using System.Globalization;

namespace McpGuard;

/// <summary>A set of Unicode code points, of all planes: ranges of them, and general categories.</summary>
internal sealed class CodePointSet
{
    private const int End = 0x110000;

    public static readonly CodePointSet Digits = new([('0', '9')]);
    public static readonly CodePointSet WordCharacters = new([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);

    // WhiteSpace and LineTerminator of ECMA-262.
    public static readonly CodePointSet Spaces = new(
        [(0x9, 0xD), (0x20, 0x20), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029),
            (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)]);

    public static readonly CodePointSet AnyButLineBreaks = new CodePointSet([('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)]).Complement();

    // The start and the end of each range in turn. A code point is in the set if an odd number of bounds is at most the code point.
    private readonly int[] _bounds;
    private readonly int _categories;
    private readonly bool _isNegated;

    /// <param name="ranges">Ranges from one code point up to another, in any order.</param>
    /// <param name="categories">A bit for each <see cref="UnicodeCategory"/>.</param>
    /// <param name="isNegated">Whether the set is of all other code points.</param>
    public CodePointSet(IEnumerable<(int From, int To)> ranges, int categories = 0, bool isNegated = false)
    {
        var bounds = new List<int>();
        foreach (var (from, to) in ranges.Order())
        {
            if (bounds.Count > 0 && from <= bounds[^1])
                bounds[^1] = Math.Max(bounds[^1], to + 1);
            else
                bounds.AddRange([from, to + 1]);
        }

        _bounds = [.. bounds];
        _categories = categories;
        _isNegated = isNegated;
    }

    public int Categories => _categories;

    public IEnumerable<(int From, int To)> Ranges => _bounds.Chunk(2).Select(pair => (pair[0], pair[1] - 1));

    /// <summary>The other code points, as ranges; for sets that are ranges only.</summary>
    public CodePointSet Complement()
    {
        int[] bounds = [0, .. _bounds, End];
        return new CodePointSet(bounds.Chunk(2).Where(pair => pair[0] < pair[1]).Select(pair => (pair[0], pair[1] - 1)));
    }

    /// <returns>Whether the code point is in the set; undecided if this version of Unicode does not know its category.</returns>
    public Verdict Contains(int codePoint)
    {
        var isIn = IsInRanges(codePoint);
        if (!isIn && _categories != 0)
        {
            var category = CharUnicodeInfo.GetUnicodeCategory(codePoint);
            if (category == UnicodeCategory.OtherNotAssigned)
                return Verdict.Undecided;

            isIn = (_categories & (1 << (int)category)) != 0;
        }

        return Verdicts.Of(isIn != _isNegated);
    }

    private bool IsInRanges(int codePoint)
    {
        var index = _bounds.AsSpan().BinarySearch(codePoint);
        return ((index < 0 ? ~index : index + 1) & 1) == 1;
    }
}
