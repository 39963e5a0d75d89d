using System.Text.Json;

namespace McpGuard;

/// <summary><c>required</c>: members that must be present.</summary>
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

/// <summary><c>dependentRequired</c>: members that must be present if another member is present.</summary>
internal sealed class DependentRequiredKeyword((string Name, string[] Required)[] dependencies) : SchemaKeyword
{
    public static DependentRequiredKeyword? Read(KeywordReader reader)
    {
        if (reader.ReadMembers() is not { } members)
            return null;

        var dependencies = new List<(string, string[])>();
        foreach (var member in members)
        {
            if (reader.ReadNames(member.Value, reader.Location.Member(member.Name)) is not { } required)
                continue;

            reader.Constrain([member.Name, .. required]);
            dependencies.Add((member.Name, required));
        }

        return new DependentRequiredKeyword([.. dependencies]);
    }

    public override int WorkPerByte { get; } = dependencies.Sum(dependency => 1 + dependency.Required.Length);

    public override Verdict Judge(JsonElement instance, Evaluation evaluation)
    {
        foreach (var (name, required) in dependencies)
        {
            if (instance.TryGetProperty(name, out _) && required.FirstOrDefault(other => !instance.TryGetProperty(other, out _)) is { } missing)
                return evaluation.Blame(Verdict.Refused, Name, Path, missing);
        }

        return Verdict.Accepted;
    }
}
