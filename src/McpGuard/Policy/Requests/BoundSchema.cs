namespace McpGuard;

/// <summary>
/// A rule's schema for one target. It judges the arguments twice: as the client sent them, and as the target receives them.
/// If the two results differ, the result is undecided, so that neither reading favours the caller.
/// </summary>
internal sealed class BoundSchema
{
    private readonly ArgumentSchema _sent;
    private readonly ArgumentSchema _bound;
    private readonly ArgumentBinding? _binding;

    /// <summary>A schema without a target: it judges only the arguments as sent.</summary>
    public BoundSchema(ArgumentSchema schema) => _sent = _bound = schema;

    private BoundSchema(ArgumentSchema schema, ArgumentBinding binding)
    {
        _sent = schema;
        _binding = binding;

        // A rewritten literal may contradict the rest of the schema. In that case the original literals are used.
        _bound = ArgumentSchema.Parse(binding.Rewrite(schema), schema.Path, []) ?? schema;
    }

    public ArgumentSchema Schema => _sent;

    /// <summary>The same schema for one target.</summary>
    public BoundSchema BindTo(ArgumentBinding binding) => new(_sent, binding);

    /// <returns>The reason for a refusal, or null if the arguments fit or are not known yet.</returns>
    public SchemaFailure? Evaluate(AccessRequest request)
    {
        if (request.Arguments is not { } sent)
            return null;
        if (_binding is null)
            return _sent.Evaluate(sent);

        var arguments = _binding.Read(request);
        var bySent = _sent.Evaluate(arguments.Sent);
        if (arguments.Doubt is { } doubt)
            return bySent is { IsUndecided: false } ? bySent with { IsUndecided = true } : doubt with { SchemaPath = _sent.Path };
        if (arguments.Bound is not { } bound)
            return bySent;

        var failure = Join(bySent, _bound.Evaluate(bound));
        return arguments.WithNulls is { } withNulls ? JoinNulls(failure, _bound.Evaluate(withNulls)) : failure;
    }

    private static SchemaFailure? Join(SchemaFailure? one, SchemaFailure? other) => (one, other) switch
    {
        (null, null) => null,
        ({ } first, { } second) => first with { IsUndecided = first.IsUndecided || second.IsUndecided },
        _ => (one ?? other)! with { IsUndecided = true },
    };

    // A definite refusal stays definite if the schema does not accept null either. An undecided result for null does not weaken it, because
    // null is not a value of the type of the schema.
    private static SchemaFailure? JoinNulls(SchemaFailure? failure, SchemaFailure? withNulls) =>
        failure is { IsUndecided: false } && withNulls is not null ? failure : Join(failure, withNulls);
}
