using System.Net;

namespace McpGuard.Tests.Policy.Reference;

/// <summary>Decides as the documentation says, slowly and obviously: what the policy is compared with.</summary>
internal static class ReferencePolicy
{
    public sealed record Answer(ReasonCode Reason, string? Rule, string Missing, string? Challenge, string? Shadow);

    public static Answer Decide(SamplePolicy policy, AccessRequest request)
    {
        var rules = RulesOf(policy, request.Target!);
        var shadows = new List<string>();
        (SampleRule Rule, ReasonCode Reason)? denial = null;
        foreach (var rule in rules)
        {
            foreach (var reason in Unmet(rule, request))
            {
                if (rule.ReportsOnly)
                    shadows.Add($"{rule.Name} {reason}");
                else
                    denial ??= (rule, reason);
            }
        }

        var needed = rules.Where(rule => !rule.ReportsOnly).SelectMany(rule => Needed(rule, request)).Distinct().ToArray();
        var missing = rules.Where(rule => !rule.ReportsOnly).SelectMany(rule => Missing(rule, request, policy)).Distinct().ToArray();
        var signIn = rules.FirstOrDefault(rule => !rule.ReportsOnly && !HasSignedIn(rule, request.Caller, request.Time));
        shadows.AddRange(
            rules.Where(rule => rule.ReportsOnly && !HasSignedIn(rule, request.Caller, request.Time))
                .Select(rule => $"{rule.Name} {ReasonCode.SignInInsufficient}"));
        shadows.AddRange(
            rules.Where(rule => rule.ReportsOnly && Missing(rule, request, policy).Any()).Select(rule => $"{rule.Name} {ReasonCode.ScopeInsufficient}"));

        var asked = policy.ChallengesWithGranted ? needed.Concat(request.Caller.Scopes.Where(Declared(policy).Contains)) : needed;
        var challenge = string.Join(' ', asked.Select(scope => policy.Includes.ContainsKey(scope) ? $"api:{scope}" : scope).Distinct());
        var lacks = string.Join(' ', missing);
        if (denial is { } found)
            return new Answer(found.Reason, found.Rule.Name, lacks, null, null);
        if (signIn is not null)
            return new Answer(ReasonCode.SignInInsufficient, signIn.Name, lacks, missing.Length > 0 ? challenge : null, null);
        if (missing.Length > 0)
            return new Answer(
                ReasonCode.ScopeInsufficient, rules.First(rule => !rule.ReportsOnly && Missing(rule, request, policy).Any()).Name, lacks, challenge, null);

        return new Answer(ReasonCode.Allowed, null, "", null, shadows.FirstOrDefault());
    }

    private static List<SampleRule> RulesOf(SamplePolicy policy, string tool)
    {
        var rules = policy.Rules.Where(rule => rule.Tools.Contains(tool)).ToList();
        if (!rules.Any(rule => rule.IsOverride))
            rules.Insert(0, SamplePolicy.Declarations[tool] with { ReportsOnly = policy.ReportsOnly });

        return rules;
    }

    private static IEnumerable<string> Declared(SamplePolicy policy) => SamplePolicy.Declarations.Keys.SelectMany(tool => RulesOf(policy, tool))
        .SelectMany(rule => rule.Scopes.Concat(rule.AnyScopes.SelectMany(scopes => scopes)).Concat(rule.ScopeByAmount is { } by ? [by.Scope] : []))
        .Concat(policy.Includes.Keys)
        .Concat(policy.Includes.Values.SelectMany(included => included));

    private static IEnumerable<ReasonCode> Unmet(SampleRule rule, AccessRequest request)
    {
        var caller = request.Caller;
        if (rule.Clients.Length > 0 && !rule.Clients.Contains(caller.ClientId))
            yield return ReasonCode.ClientNotAllowed;
        if (rule.Tenants.Length > 0 && !(caller.TryGetClaim("tid", out var tenant) && rule.Tenants.Contains(tenant.GetString())))
            yield return ReasonCode.TenantNotAllowed;
        if (rule.Network is not null && !(request.ClientAddress is { } address && IPNetwork.Parse(rule.Network).Contains(address)))
            yield return ReasonCode.NetworkNotAllowed;
        if (rule.Hours is { } hours && !IsWithin(hours, request.Time.UtcDateTime.Hour))
            yield return ReasonCode.OutsideHours;
        if (rule.MaxAmount is { } most && !(AmountOf(request) <= most))
            yield return ReasonCode.ArgumentsNotAllowed;
        if (rule.Groups.Length > 0 && !rule.Groups.Intersect(caller.Groups).Any())
            yield return ReasonCode.MembershipMissing;
        if (rule.Roles.Length > 0 && !rule.Roles.Intersect(caller.Roles).Any())
            yield return ReasonCode.MembershipMissing;
    }

    private static IEnumerable<string> Needed(SampleRule rule, AccessRequest request) =>
        rule.Scopes.Concat(rule.AnyScopes.FirstOrDefault() ?? []).Concat(ByAmount(rule, request));

    // What an alternative would have given counts only if none of the alternatives is there.
    private static IEnumerable<string> Missing(SampleRule rule, AccessRequest request, SamplePolicy policy)
    {
        var always = rule.Scopes.Concat(ByAmount(rule, request));
        var hasAlternative = rule.AnyScopes.Length == 0 || rule.AnyScopes.Any(scopes => scopes.All(HasScope));
        return Needed(rule, request).Where(scope => !HasScope(scope) && (!hasAlternative || always.Contains(scope)));

        bool HasScope(string scope) => request.Caller.Scopes.Any(granted => Reach(granted, policy).Contains(scope));
    }

    private static IEnumerable<string> ByAmount(SampleRule rule, AccessRequest request) =>
        rule.ScopeByAmount is { } by && AmountOf(request) > by.Over ? [by.Scope] : [];

    private static IEnumerable<string> Reach(string scope, SamplePolicy policy) =>
        policy.Includes.GetValueOrDefault(scope, []).SelectMany(narrower => Reach(narrower, policy)).Prepend(scope);

    private static bool HasSignedIn(SampleRule rule, DelegatedCaller caller, DateTimeOffset now)
    {
        var isStrong = rule.Strength is null ||
            Array.IndexOf(SamplePolicy.Strengths, caller.AuthenticationContext) >= Array.IndexOf(SamplePolicy.Strengths, rule.Strength);
        return isStrong && (rule.MaxAge is null || (now - caller.AuthenticatedAt)?.TotalSeconds <= rule.MaxAge);
    }

    private static bool IsWithin((int From, int To) hours, int hour) => hours switch
    {
        { To: 0 } => hour >= hours.From,
        var (from, to) when from < to => hour >= from && hour < to,
        var (from, to) => hour >= from || hour < to,
    };

    private static int? AmountOf(AccessRequest request) =>
        request.Arguments is { } arguments && arguments.TryGetProperty("amount", out var amount) ? amount.GetInt32() : null;
}
