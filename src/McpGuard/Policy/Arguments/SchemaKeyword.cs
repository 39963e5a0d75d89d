using System.Text.Json;

namespace McpGuard;

/// <summary>What one keyword of a schema asks of an instance.</summary>
internal abstract class SchemaKeyword
{
    /// <summary>Judges an instance of a type that the keyword applies to.</summary>
    public abstract bool Accepts(JsonElement instance, Evaluation evaluation);
}
