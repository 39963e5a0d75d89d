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

/// <summary><c>format</c>: the format of a string. It is enforced, although the standard allows treating it as an annotation.</summary>
internal sealed class FormatKeyword(TextFormat format, bool isStrict) : SchemaKeyword
{
    // A longer value is not realistic. It stays undecided without an expensive .NET parser.
    private const int LongestRead = 2048;

    public override int WorkPerByte => 8;

    public static FormatKeyword? Read(KeywordReader reader)
    {
        if (reader.ReadText() is not { } name)
            return null;
        if (TextFormats.All.TryGetValue(name, out var format))
            return new FormatKeyword(format, reader.IsStrict);

        reader.Report($"names a format that is not known here{NearestName.Suggest(name, TextFormats.All.Keys)}");
        return null;
    }

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        var text = JsonText.Of(instance, stackalloc char[JsonText.BufferLength]);
        if (format.IsMet(text))
            return Verdict.Accepted;

        return isStrict && (text.Length > LongestRead || format.IsRead(text)) ? Verdict.Undecided : Verdict.Refused;
    }
}
