using System.Text.Json;

namespace McpGuard;

/// <summary><c>dependentRequired</c>: members that must be there if another is.</summary>
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
