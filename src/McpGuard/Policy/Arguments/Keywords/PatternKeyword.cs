using System.Text.Json;

namespace McpGuard;

/// <summary><c>pattern</c>: a regular expression that matches somewhere in a string.</summary>
internal sealed class PatternKeyword(SchemaPattern pattern) : SchemaKeyword
{
    public static PatternKeyword? Read(KeywordReader reader) =>
        reader.ReadText() is { } text && reader.ReadPattern(text, reader.Location) is { } pattern ? new PatternKeyword(pattern) : null;

    public override bool Accepts(JsonElement instance, Evaluation evaluation) =>
        pattern.IsMatch(JsonText.Of(instance, stackalloc char[JsonText.BufferLength]), evaluation);
}
