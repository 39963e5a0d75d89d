using System.Text.Json;

namespace McpGuard;

/// <summary>The call has no argument that the tool's schema does not declare.</summary>
internal sealed class UndeclaredArgumentCondition(DeclaredArguments declared) : Condition
{
    public override string Name => "undeclared_arguments";

    public override ReasonCode Reason => ReasonCode.ArgumentsNotAllowed;

    public override bool NeedsArguments => true;

    public override string Demand => "no argument that the tool's schema does not declare";

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken)
    {
        if (request.Arguments is not { ValueKind: JsonValueKind.Object } arguments)
            return new(ConditionResult.Met());

        foreach (var argument in arguments.EnumerateObject())
        {
            if (!declared.Has(argument.Name))
                return new(ConditionResult.NotMet(argument.Name) with { Argument = argument.Name });
        }

        return new(ConditionResult.Met());
    }
}
