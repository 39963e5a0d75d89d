using System.Text.Json;

namespace McpGuard;

/// <summary>One keyword of a schema, with its value. It judges an instance.</summary>
internal abstract class SchemaKeyword
{
    /// <summary>The keyword's own name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The path of the keyword in the policy document.</summary>
    public string Path { get; private set; } = "";

    /// <summary>The keyword's own work for each byte of the instance, without the work of its subschemas.</summary>
    public virtual int WorkPerByte => 1;

    /// <summary>Judges an instance of a type that the keyword applies to.</summary>
    public abstract Verdict Judge(JsonElement instance, Evaluation evaluation);

    public void Place(string name, string path)
    {
        Name = name;
        Path = path;
    }
}
