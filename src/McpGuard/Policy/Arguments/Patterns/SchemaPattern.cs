using System.Text.RegularExpressions;

namespace McpGuard;

/// <summary>
/// A regular expression of a schema. It means what ECMA-262 says with its Unicode flag, as JSON Schema has it, and is
/// matched without backtracking, so that no text makes it slow.
/// </summary>
internal sealed class SchemaPattern
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private readonly Regex? _regex;
    private readonly Lazy<Regex>? _ignoringCase;
    private readonly int _size;

    private SchemaPattern(string problem) => Problem = problem;

    private SchemaPattern(EcmaPattern pattern)
    {
        _regex = new Regex(pattern.Translated, Options);
        _ignoringCase = new Lazy<Regex>(() => new Regex(pattern.Translated, Options | RegexOptions.IgnoreCase));
        _size = (int)pattern.Size;
    }

    /// <summary>Why the pattern cannot be used, or null.</summary>
    public string? Problem { get; }

    public static SchemaPattern Parse(string text)
    {
        var pattern = EcmaPattern.Read(text);
        if (pattern.Problem is not null)
            return new SchemaPattern(pattern.Problem);

        try
        {
            return new SchemaPattern(pattern);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return new SchemaPattern("the engine that matches without backtracking does not take it.");
        }
    }

    public bool IsMatch(ReadOnlySpan<char> text, Evaluation evaluation) =>
        evaluation.BeginMatch(text.Length, _size) && _regex!.IsMatch(text);

    /// <summary>Whether the text in some other case would match.</summary>
    public bool IsMatchIgnoringCase(ReadOnlySpan<char> text, Evaluation evaluation) =>
        evaluation.BeginMatch(text.Length, _size) && _ignoringCase!.Value.IsMatch(FoldedComparer.Fold(text.ToString()));
}
