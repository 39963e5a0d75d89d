using System.Text.Json;

namespace McpGuard;

/// <summary><c>required</c>: members that must be there.</summary>
internal sealed class RequiredKeyword(string[] names) : SchemaKeyword
{
    public static RequiredKeyword? Read(KeywordReader reader)
    {
        if (reader.ReadNames() is not { } names)
            return null;

        reader.Constrain(names);
        return new RequiredKeyword(names);
    }

    public override int WorkPerByte => names.Length;

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        foreach (var name in names)
        {
            if (!instance.TryGetProperty(name, out _))
                return evaluation.Blame(Verdict.Refused, Name, Path, name);
        }

        return Verdict.Accepted;
    }
}
