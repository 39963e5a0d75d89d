using System.Collections.Frozen;
using System.Text;

namespace McpGuard;

/// <summary>Code points that are equal ignoring case, as in <see cref="FoldedComparer"/>. A server may bind names ignoring case.</summary>
internal static class CaseVariants
{
    // No letter beyond the supplementary multilingual plane has a case.
    private const int EndOfLetters = 0x20000;

    private static readonly Lazy<FrozenDictionary<int, int[]>> _variants = new(Find);

    /// <returns>All case variants of the code point, or nothing if it has no case.</returns>
    public static ReadOnlySpan<int> Of(int codePoint) => _variants.Value.TryGetValue(codePoint, out var variants) ? variants : [];

    private static FrozenDictionary<int, int[]> Find() => Enumerable.Range(0, EndOfLetters)
        .Where(codePoint => Upper(codePoint) != codePoint)
        .GroupBy(Upper)
        .Select(lower => lower.Append(lower.Key).ToArray())
        .SelectMany(variants => variants.Select(codePoint => (CodePoint: codePoint, Variants: variants)))
        .ToFrozenDictionary(pair => pair.CodePoint, pair => pair.Variants);

    private static int Upper(int codePoint) => codePoint switch
    {
        'ſ' => 'S',
        '\u212A' => 'K',
        _ => Rune.TryCreate(codePoint, out var rune) ? Rune.ToUpperInvariant(rune).Value : codePoint,
    };
}
