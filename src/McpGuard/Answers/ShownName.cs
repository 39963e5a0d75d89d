namespace McpGuard;

/// <summary>A name in a message: bounded, and without characters that could end a sentence's line or look like markup.</summary>
internal static class ShownName
{
    private const int MaxLength = 100;

    public static string Of(string name)
    {
        var shown = name.Length > MaxLength ? name.AsSpan(0, MaxLength) : name;
        return string.Create(shown.Length, shown, static (text, from) =>
        {
            for (var i = 0; i < from.Length; i++)
                text[i] = char.IsAsciiLetterOrDigit(from[i]) || "-_.:/{}?=&%~@+".Contains(from[i], StringComparison.Ordinal) ? from[i] : '?';
        });
    }
}
