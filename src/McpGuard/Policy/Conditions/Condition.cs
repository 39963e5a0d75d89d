namespace McpGuard;

/// <summary>Something that a rule demands of the context of a request, beside scopes.</summary>
internal abstract class Condition
{
    /// <summary>How records and explanations call it.</summary>
    public abstract string Name { get; }

    /// <summary>Why a request is refused when it is not met.</summary>
    public abstract ReasonCode Reason { get; }

    public virtual ConditionStage Stage => ConditionStage.Facts;

    /// <summary>Whether it cannot be said before the arguments are known.</summary>
    public virtual bool NeedsArguments => false;

    /// <summary>Whether an audit record holds all that it looks at.</summary>
    public virtual bool IsKnownFromRecords => false;

    /// <summary>What it demands, for people to read.</summary>
    public abstract string Demand { get; }

    /// <summary>How long an answer may take.</summary>
    public virtual TimeSpan Patience => TimeSpan.FromSeconds(5);

    /// <summary>Whether it is code of the author's, which may block its thread.</summary>
    public virtual bool MayBlock => false;

    /// <summary>The same condition, for the arguments as one target gets them.</summary>
    public virtual Condition BindTo(ArgumentBinding binding) => this;

    public abstract ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken);

    /// <summary>Says whether a check that uses something up would be met now, and uses nothing up.</summary>
    public virtual ConditionResult Foresee(AccessRequest request) => ConditionResult.Met();
}
