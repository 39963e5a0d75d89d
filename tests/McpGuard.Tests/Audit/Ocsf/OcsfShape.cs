namespace McpGuard.Tests.Audit.Ocsf;

/// <summary>What the schema says of a class or an object: its attributes, and those of which some must be there.</summary>
internal sealed class OcsfShape
{
    public Dictionary<string, OcsfAttribute> Attributes { get; } = [];

    public List<string> AtLeastOneOf { get; } = [];

    public void Add(string line)
    {
        const string Constraint = "  at-least-one: ";
        if (line.StartsWith(Constraint, StringComparison.Ordinal))
            AtLeastOneOf.AddRange(line[Constraint.Length..].Split(' '));
        else if (OcsfAttribute.Parse(line) is { } attribute)
            Attributes.Add(attribute.Name, attribute);
    }
}
