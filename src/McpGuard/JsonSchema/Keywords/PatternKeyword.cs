using System.Text.Json;

namespace McpGuard;

/// <summary><c>pattern</c>: a regular expression that matches somewhere in a string.</summary>
internal sealed class PatternKeyword(SchemaPattern pattern, bool isStrict) : SchemaKeyword
{
    public static PatternKeyword? Read(KeywordReader reader) =>
        reader.ReadText() is { } text && reader.ReadPattern(text, reader.Location) is { } pattern ? new PatternKeyword(pattern, reader.IsStrict) : null;

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        var text = JsonText.Of(instance, stackalloc char[JsonText.BufferLength]);
        return evaluation.IsOfName ? pattern.MatchName(text, evaluation, isStrict) : pattern.Match(text, evaluation);
    }
}
