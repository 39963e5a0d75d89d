using System.Text.Json;

namespace McpGuard;

/// <summary>The subject belongs to an allowed tenant, and to the tenant that an argument names. A caller cannot reach another tenant by naming it.</summary>
internal sealed class TenantCondition(ClaimPath claim, string[] allowed, ClaimPath? argument, FactIssuers? issuers, ArgumentBinding? binding = null) : Condition
{
    /// <summary>The place of the tenant in the arguments, if they name one.</summary>
    public ClaimPath? Argument => argument;

    public override string Name => "tenant";

    public override ReasonCode Reason => ReasonCode.TenantNotAllowed;

    public override bool NeedsArguments => argument is not null;

    public override string Demand => string.Join(" and ", new[]
    {
        allowed.Length > 0 ? $"a tenant out of {string.Join(", ", allowed)}" : null,
        argument is { } path ? $"the tenant that the argument {path.Text} names" : null,
    }.OfType<string>());

    public static TenantCondition? Read(PolicyObject rule, ConditionSources sources)
    {
        if (rule.Object("Tenant") is not { } section)
            return null;

        var claim = section.Text("Claim");
        var allowed = section.Texts("Allowed");
        var argument = section.Text("Argument");
        if (claim is null)
            section.Wrong("Claim", "is missing. Name the claim that has the tenant, such as tid");
        if (allowed.Length == 0 && argument is null)
            section.Wrong(null, "requires nothing. Set Allowed, Argument or both");

        sources.CheckFacts(section);
        section.Finish();
        return new TenantCondition(new ClaimPath(claim ?? ""), allowed, argument is null ? null : new ClaimPath(argument), sources.FactIssuers);
    }

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken)
    {
        if (issuers?.VouchFor(request.Caller) is not true)
            return new(ConditionResult.Unvouched(request.Caller));
        if (claim.In(request.Caller) is not { ValueKind: JsonValueKind.String } value || value.GetString() is not { Length: > 0 } tenant)
            return new(ConditionResult.NotMet());

        if (allowed.Length > 0 && Array.IndexOf(allowed, tenant) < 0)
            return new(ConditionResult.NotMet(tenant));
        if (request.Arguments is not null && binding?.Read(request).Doubt is { IsUnknown: true })
            return new(ConditionResult.Undecided);

        return new(ConditionResult.Of(IsNamed(tenant, request), tenant));
    }

    public override Condition BindTo(ArgumentBinding binding)
    {
        if (argument is not { } path)
            return this;

        binding.LookAt(path);
        return new TenantCondition(claim, allowed, argument, issuers, binding);
    }

    // The value that the target gets counts, its default included. An unknown value is not met.
    private bool IsNamed(string tenant, AccessRequest request)
    {
        if (argument is not { } path || request.Arguments is not { } sent)
            return true;
        if (binding is null)
            return path.TextInArguments(sent) == tenant;

        return binding.Read(request) is { Doubt: null, Bound: { } bound } && path.TextInArguments(bound) == tenant;
    }
}
