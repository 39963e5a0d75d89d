using System.Text.Json;

namespace McpGuard;

/// <summary>
/// Judges the arguments of a call by a strict subset of JSON Schema 2020-12. An unsupported keyword is an error when the
/// schema is read. An instance that exceeds the bounds is refused.
/// </summary>
internal sealed class ArgumentSchema
{
    private readonly Subschema _root;

    private ArgumentSchema(JsonElement source, Subschema root, IReadOnlySet<string> constrainedNames)
    {
        Source = source;
        _root = root;
        ConstrainedNames = constrainedNames;
    }

    /// <summary>The JSON of the schema.</summary>
    public JsonElement Source { get; }

    /// <summary>The path of the schema in the policy document.</summary>
    public string Path => _root.Path;

    /// <summary>The names of the arguments that any branch of the schema constrains. Members of nested objects are not included.</summary>
    public IReadOnlySet<string> ConstrainedNames { get; }

    /// <param name="schema">The JSON of the schema.</param>
    /// <param name="path">The path of the schema in the policy document.</param>
    /// <param name="problems">Receives all problems of the schema.</param>
    /// <param name="isStrict">
    /// Whether to judge like the server that binds the arguments: a keyword implies the type that it applies to, and names
    /// that differ only in case are the same. If false, the schema follows the standard.
    /// </param>
    /// <returns>The schema, or null if there were problems.</returns>
    public static ArgumentSchema? Parse(JsonElement schema, string path, ICollection<string> problems, bool isStrict = true)
    {
        var reader = new SchemaReader(path, isStrict);
        var parsed = reader.ReadRoot(schema) is { } root ? new ArgumentSchema(schema.Clone(), root.Schema, root.Names) : null;
        foreach (var problem in reader.Problems)
            problems.Add(problem);

        return parsed;
    }

    /// <summary>Judges an instance with bounded work.</summary>
    /// <returns>Null if the schema accepts the instance, else the reason. Neither an allow rule nor a deny rule may profit from an undecided failure.</returns>
    public SchemaFailure? Evaluate(JsonElement instance)
    {
        if (instance.ValueKind == JsonValueKind.Undefined)
            return Undecided(SchemaFailure.Type);
        if (JsonDepth.Exceeds(instance, Evaluation.MaxInstanceDepth))
            return Undecided(SchemaFailure.Depth);

        var evaluation = new Evaluation(_root.Path);
        try
        {
            var verdict = _root.JudgePart(instance, evaluation);
            return verdict == Verdict.Accepted && !evaluation.IsOver ? null : evaluation.Failure(verdict);
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate or invalid UTF-8 is found only when the text is read.
            return Undecided(SchemaFailure.Text);
        }
    }

    private SchemaFailure Undecided(string keyword) => new("", keyword, _root.Path) { IsUndecided = true };
}
