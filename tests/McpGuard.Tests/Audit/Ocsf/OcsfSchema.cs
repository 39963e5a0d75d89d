namespace McpGuard.Tests.Audit.Ocsf;

/// <summary>The published schema, as far as our events use it.</summary>
internal sealed class OcsfSchema
{
    public const string Version = "1.8.0";

    private OcsfSchema()
    {
    }

    public static OcsfSchema Known { get; } = Read();

    public Dictionary<string, OcsfType> Types { get; } = [];

    public Dictionary<string, OcsfShape> Objects { get; } = [];

    /// <summary>The classes by their number.</summary>
    public Dictionary<string, OcsfShape> Classes { get; } = [];

    private static OcsfSchema Read()
    {
        using var stream = typeof(OcsfSchema).Assembly.GetManifestResourceStream($"ocsf-{Version}.txt")!;
        using var reader = new StreamReader(stream);
        var schema = new OcsfSchema();
        var all = new OcsfShape();
        List<OcsfShape> classes = [];
        var current = all;
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith("  ", StringComparison.Ordinal))
                current.Add(line);
            else if (line.Split(' ') is ["type", ..] && OcsfType.Parse(line) is { } type)
                schema.Types.Add(type.Name, type);
            else if (line == "class *")
                current = all;
            else if (line.Split(' ') is ["class", _])
                classes.Add(current = new());
            else if (line.Split(' ') is ["object", var name])
                schema.Objects.Add(name, current = new());
        }

        foreach (var shape in classes)
        {
            foreach (var (name, attribute) in all.Attributes)
                shape.Attributes.TryAdd(name, attribute);

            schema.Classes.Add(shape.Attributes["class_uid"].Values.Keys.Single(), shape);
        }

        return schema;
    }
}
