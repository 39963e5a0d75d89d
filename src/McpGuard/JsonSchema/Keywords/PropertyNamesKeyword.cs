using System.Text.Json;

namespace McpGuard;

/// <summary><c>propertyNames</c>: a schema for the names of all members, as strings.</summary>
internal sealed class PropertyNamesKeyword(Subschema schema) : SchemaKeyword
{
    // A name is written as a value of its own, and read again.
    public override int WorkPerByte => 32;

    public static PropertyNamesKeyword Read(KeywordReader reader) => new(reader.ReadPart(reader.Value, reader.Location));

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        var verdict = Verdict.Accepted;
        foreach (var member in instance.EnumerateObject())
        {
            var name = JsonElement.Parse($"\"{JsonEncodedText.Encode(member.Name)}\"");
            verdict = verdict.And(evaluation.JudgeName(this, schema, name));
            if (verdict == Verdict.Refused)
                break;
        }

        return verdict;
    }
}
