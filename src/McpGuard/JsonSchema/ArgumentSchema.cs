using System.Text.Json;

namespace McpGuard;

/// <summary>
/// A strict subset of JSON Schema 2020-12 that judges the arguments of a call. What the subset does not have is an error
/// when the schema is read; what it cannot judge within bounds is refused.
/// </summary>
internal sealed class ArgumentSchema
{
    public const int MaxInstanceDepth = 64;

    private readonly Subschema _root;

    private ArgumentSchema(JsonElement source, Subschema root, IReadOnlySet<string> constrainedNames)
    {
        (Source, _root) = (source, root);
        ConstrainedNames = constrainedNames;
    }

    /// <summary>The schema as it is written.</summary>
    public JsonElement Source { get; }

    /// <summary>Where in the policy document the schema stands.</summary>
    public string Path => _root.Path;

    /// <summary>The names of members of the arguments themselves that the schema names, in whatever branch.</summary>
    public IReadOnlySet<string> ConstrainedNames { get; }

    /// <param name="schema">The schema as the policy document has it.</param>
    /// <param name="path">Where in the policy document the schema stands.</param>
    /// <param name="problems">Gets everything that is wrong with the schema.</param>
    /// <param name="isStrict">
    /// Whether to read the schema as the server that binds the arguments does: keywords imply the type that they apply to,
    /// and names are not told apart by case. Otherwise the schema means what the standard says.
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

    /// <summary>Judges an instance, whatever it is, within bounded work.</summary>
    /// <returns>Why the instance is not accepted, or null. A failure that is undecided must favour neither side.</returns>
    public SchemaFailure? Evaluate(JsonElement instance)
    {
        if (instance.ValueKind == JsonValueKind.Undefined)
            return Undecided(SchemaFailure.Type);
        if (Nesting.Exceeds(instance, MaxInstanceDepth))
            return Undecided(SchemaFailure.Depth);

        var evaluation = new Evaluation(_root.Path);
        try
        {
            var verdict = _root.JudgePart(instance, evaluation);
            return verdict == Verdict.Accepted && !evaluation.IsOver ? null : evaluation.Failure(verdict);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are not UTF-8, show only when the text is read.
            return Undecided(SchemaFailure.Text);
        }
    }

    private SchemaFailure Undecided(string keyword) => new("", keyword, _root.Path) { IsUndecided = true };
}
