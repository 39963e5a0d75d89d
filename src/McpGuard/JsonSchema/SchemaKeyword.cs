using System.Text.Json;

namespace McpGuard;

/// <summary>What one keyword of a schema asks of an instance.</summary>
internal abstract class SchemaKeyword
{
    /// <summary>The keyword's own name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Where in the policy document the keyword stands.</summary>
    public string Path { get; private set; } = "";

    /// <summary>How much work the keyword is for each byte of the instance, apart from that of other schemas.</summary>
    public virtual int WorkPerByte => 1;

    /// <summary>Judges an instance of a type that the keyword applies to.</summary>
    public abstract Verdict Judge(JsonElement instance, Evaluation evaluation);

    public void Place(string name, string path) => (Name, Path) = (name, path);
}
