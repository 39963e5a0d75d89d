namespace McpGuard;

/// <summary>A requirement of a rule on the context of a request, in addition to scopes.</summary>
internal abstract class Condition
{
    /// <summary>The name in records and explanations.</summary>
    public abstract string Name { get; }

    /// <summary>The reason for a refusal if the condition is not met.</summary>
    public abstract ReasonCode Reason { get; }

    public virtual ConditionStage Stage => ConditionStage.Facts;

    /// <summary>Whether the arguments are needed for the result.</summary>
    public virtual bool NeedsArguments => false;

    /// <summary>Whether an audit record contains everything that the condition looks at.</summary>
    public virtual bool IsKnownFromRecords => false;

    /// <summary>The requirement, for human readers.</summary>
    public abstract string Demand { get; }

    /// <summary>The longest time that an answer may take.</summary>
    public virtual TimeSpan Patience => TimeSpan.FromSeconds(5);

    /// <summary>Whether it is the author's code, which may block its thread.</summary>
    public virtual bool MayBlock => false;

    /// <summary>The same condition, for the arguments of one target.</summary>
    public virtual Condition BindTo(ArgumentBinding binding) => this;

    public abstract ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken);

    /// <summary>Tells whether a check that consumes something would be met now, without consuming it.</summary>
    public virtual ValueTask<ConditionResult> ForeseeAsync(AccessRequest request, CancellationToken cancellationToken) => new(ConditionResult.Met());
}
