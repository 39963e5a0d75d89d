using System.Text.Json;

namespace McpGuard;

/// <summary><c>propertyNames</c>: a schema for the names of all members, as strings.</summary>
internal sealed class PropertyNamesKeyword(Subschema schema) : SchemaKeyword
{
    public static PropertyNamesKeyword Read(KeywordReader reader) => new(reader.ReadPart(reader.Value, reader.Location));

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
}
