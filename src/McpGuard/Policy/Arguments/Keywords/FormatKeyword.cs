using System.Text.Json;

namespace McpGuard;

/// <summary><c>format</c>: the form of a string. It is held, where the standard lets it be a remark.</summary>
internal sealed class FormatKeyword(TextFormat format) : SchemaKeyword
{
    public static FormatKeyword? Read(KeywordReader reader)
    {
        if (reader.ReadText() is not { } name)
            return null;
        if (TextFormats.All.TryGetValue(name, out var format))
            return new FormatKeyword(format);

        reader.Report($"names a format that is not known here{NearestName.Suggest(name, TextFormats.All.Keys)}");
        return null;
    }

    public override bool Accepts(JsonElement instance, Evaluation evaluation) =>
        format(JsonText.Of(instance, stackalloc char[JsonText.BufferLength]));
}
