namespace McpGuard;

/// <summary>
/// A rule's schema for one target. It is judged in two readings, the arguments as they were sent and as the target gets them, and
/// where these two disagree the answer is undecided: no reading favours the caller.
/// </summary>
internal sealed class BoundSchema
{
    private readonly ArgumentSchema _sent;
    private readonly ArgumentSchema _bound;
    private readonly ArgumentBinding? _binding;

    /// <summary>A schema for arguments of which nothing is known but what was sent.</summary>
    public BoundSchema(ArgumentSchema schema) => _sent = _bound = schema;

    private BoundSchema(ArgumentSchema schema, ArgumentBinding binding)
    {
        (_sent, _binding) = (schema, binding);

        // A literal that has become another one may clash with the rest of the schema; then the literals stay as they are.
        _bound = ArgumentSchema.Parse(binding.Rewrite(schema), schema.Path, []) ?? schema;
    }

    public ArgumentSchema Schema => _sent;

    /// <summary>The same schema, for one target.</summary>
    public BoundSchema BindTo(ArgumentBinding binding) => new(_sent, binding);

    /// <returns>Why the arguments are refused, or null if they fit or are not known yet.</returns>
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

    // Null is not allowed by a schema that does not allow it. That a schema cannot be judged on it, since it is about values of
    // another type, does not mean that null could be one of these.
    private static SchemaFailure? JoinNulls(SchemaFailure? failure, SchemaFailure? withNulls) =>
        failure is { IsUndecided: false } && withNulls is not null ? failure : Join(failure, withNulls);
}
