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

    private ArgumentSchema(Subschema root, IReadOnlySet<string> constrainedNames)
    {
        _root = root;
        ConstrainedNames = constrainedNames;
    }

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
        var parsed = reader.ReadRoot(schema) is { } root ? new ArgumentSchema(root.Schema, root.Names) : null;
        foreach (var problem in reader.Problems)
            problems.Add(problem);

        return parsed;
    }

    /// <summary>Judges an instance, whatever it is, within bounded work.</summary>
    /// <returns>Why the instance is refused, or null.</returns>
    public SchemaFailure? Evaluate(JsonElement instance)
    {
        if (instance.ValueKind == JsonValueKind.Undefined)
            return new SchemaFailure("", SchemaFailure.Type, _root.Path);
        if (Nesting.Exceeds(instance, MaxInstanceDepth))
            return new SchemaFailure("", SchemaFailure.Depth, _root.Path);

        var evaluation = new Evaluation(_root.Path);
        try
        {
            return _root.AcceptsPart(instance, evaluation) ? null : evaluation.Failure();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are not UTF-8, show only when the text is read.
            return new SchemaFailure("", SchemaFailure.Text, _root.Path);
        }
    }
}
