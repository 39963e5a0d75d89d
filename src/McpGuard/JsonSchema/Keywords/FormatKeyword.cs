using System.Text.Json;

namespace McpGuard;

/// <summary><c>format</c>: the form of a string. It is held, where the standard lets it be a remark.</summary>
internal sealed class FormatKeyword(TextFormat format, bool isStrict) : SchemaKeyword
{
    // No server has a use for a longer one, and finding out how .NET reads it would cost more than it is worth.
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
