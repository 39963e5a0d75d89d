namespace McpGuard;

/// <summary>
/// Compares ignoring case, and also folds the long s and the Kelvin sign to ASCII. Parsers in other languages may fold
/// these two, although .NET does not.
/// </summary>
internal sealed class FoldedComparer : IEqualityComparer<string>
{
    public static readonly FoldedComparer Instance = new();

    public static string Fold(string text) => text.Replace('\u017F', 's').Replace('\u212A', 'k');

    public bool Equals(string? x, string? y) => string.Equals(Fold(x!), Fold(y!), StringComparison.OrdinalIgnoreCase);

    public int GetHashCode(string text) => StringComparer.OrdinalIgnoreCase.GetHashCode(Fold(text));
}
