namespace McpGuard;

/// <summary>The arguments are as a JSON Schema says, read as the server will bind them.</summary>
internal sealed class ArgumentCondition(BoundSchema schema) : Condition
{
    public override string Name => "arguments";

    public override ReasonCode Reason => ReasonCode.ArgumentsNotAllowed;

    public override bool NeedsArguments => true;

    public override string Demand => "arguments that fit the rule's schema";

    public static ArgumentCondition? Read(PolicyObject rule) =>
        ReadSchema(rule, "Arguments") is { } schema ? new ArgumentCondition(new BoundSchema(schema)) : null;

    public static ArgumentSchema? ReadSchema(PolicyObject rule, string member) =>
        rule.Json(member) is { } json
            ? ArgumentSchema.Parse(SchemaLiterals.Restore(json, rule.PathOf(member), rule.Problems), rule.PathOf(member), rule.Problems)
            : null;

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken) =>
        new(schema.Evaluate(request) is { } failure
            ? ConditionResult.NotMet($"{failure.Keyword} at '{failure.InstancePath}'")
            : ConditionResult.Met());

    public override Condition BindTo(ArgumentBinding binding) => new ArgumentCondition(schema.BindTo(binding));
}
