using System.Text.Json;

namespace McpGuard;

/// <summary><c>propertyNames</c>: a schema for the names of all members, as strings.</summary>
internal sealed class PropertyNamesKeyword(Subschema schema) : SchemaKeyword
{
    // A name that these let through because of its case could be bound to the member that they keep out.
    private static readonly string[] _forbidding = ["not", "if", "oneOf", "$ref"];

    public static PropertyNamesKeyword Read(KeywordReader reader)
    {
        if (reader.IsStrict && Forbidding(reader.Value) is { } keyword)
            reader.Report($"must say which names are allowed, without '{keyword}': a server may know a name in another case.");

        return new PropertyNamesKeyword(reader.ReadPart(reader.Value, reader.Location));
    }

    public override bool Accepts(JsonElement instance, Evaluation evaluation)
    {
        foreach (var member in instance.EnumerateObject())
        {
            var name = JsonElement.Parse($"\"{JsonEncodedText.Encode(member.Name)}\"");
            if (!schema.AcceptsPart(name, evaluation))
                return evaluation.Within(SchemaFailure.AnyMember);
        }

        return true;
    }

    private static string? Forbidding(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => _forbidding.FirstOrDefault(keyword => schema.TryGetProperty(keyword, out _))
            ?? schema.EnumerateObject().Select(member => Forbidding(member.Value)).FirstOrDefault(keyword => keyword is not null),
        JsonValueKind.Array => schema.EnumerateArray().Select(Forbidding).FirstOrDefault(keyword => keyword is not null),
        _ => null,
    };
}
