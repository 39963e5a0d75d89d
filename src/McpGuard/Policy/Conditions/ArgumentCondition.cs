using System.Text.Json;

namespace McpGuard;

/// <summary>The arguments match a JSON Schema, as the server will bind them.</summary>
internal sealed class ArgumentCondition(BoundSchema schema) : Condition
{
    public ArgumentSchema Schema => schema.Schema;

    public override string Name => "arguments";

    public override ReasonCode Reason => ReasonCode.ArgumentsNotAllowed;

    public override bool NeedsArguments => true;

    public override string Demand => "arguments that fit the rule's schema";

    public static ArgumentCondition? Read(PolicyObject rule) =>
        ReadSchema(rule, "Arguments") is { } schema ? new ArgumentCondition(new BoundSchema(schema)) : null;

    public static ArgumentSchema? ReadSchema(PolicyObject rule, string member)
    {
        if (rule.Json(member) is not { } json)
            return null;
        if (json is { ValueKind: JsonValueKind.Object } && json.GetPropertyCount() > 0)
            return ArgumentSchema.Parse(SchemaLiterals.Restore(json, rule.PathOf(member), rule.Problems), rule.PathOf(member), rule.Problems);

        rule.Wrong(member, "is not a JSON Schema with a requirement. Write an object with keywords, or leave it out");
        return null;
    }

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken) =>
        new(schema.Evaluate(request) switch
        {
            null => ConditionResult.Met(),
            { IsUnknown: true } => ConditionResult.Undecided,
            var failure => ConditionResult.NotMet($"{failure.Keyword} at '{failure.InstancePath}'") with { Argument = Sent(request, failure.InstancePath) },
        });

    // The name of an argument that the caller did not send would reveal the rule.
    private static string? Sent(AccessRequest request, string path) =>
        JsonPointer.FirstStep(path) is { } name && request.Arguments is { ValueKind: JsonValueKind.Object } sent && sent.TryGetProperty(name, out _)
            ? name
            : null;

    public override Condition BindTo(ArgumentBinding binding) => new ArgumentCondition(schema.BindTo(binding));
}
