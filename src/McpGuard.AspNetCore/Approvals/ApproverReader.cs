using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>Finds who a signed-in person is, and what the person may decide: by claims, and by the authorization policies of the application.</summary>
internal sealed class ApproverReader(WatchedApprovalStore store, IOptions<McpGuardOptions> options)
{
    private const string Subject = "sub";
    private const string Actor = "act";

    /// <returns>
    /// The person, or null if the claims do not say who it is, or name an actor: what acts for a person is not the person. Requesters are told
    /// from approvers by both names.
    /// </returns>
    public ApprovalPerson? PersonOf(ClaimsPrincipal user)
    {
        var (claims, settings) = (new SignInClaims(user), options.Value.Approvals.SignIn);
        var issuer = string.IsNullOrEmpty(settings.IssuerIs) ? claims.Single(settings.Issuer) : settings.IssuerIs;
        if (issuer is null || claims.All(Actor).Length > 0)
            return null;

        return claims.Single(Subject) is { } subject ? new ApprovalPerson(issuer, subject, claims.Single(settings.Person)) : null;
    }

    /// <summary>The person, for one approval.</summary>
    public async ValueTask<StateAnswer<Approver>> ForAsync(HttpContext context, string id)
    {
        var found = await store.FindAsync(id, context.RequestAborted).ConfigureAwait(false);
        return found.IsKnown ? new(await ReadAsync(context, found.Value?.Demands ?? []).ConfigureAwait(false)) : new(null, found.Fault);
    }

    /// <summary>The person, for all open approvals.</summary>
    public async ValueTask<StateAnswer<Approver>> ForOpenAsync(HttpContext context)
    {
        var demands = new List<ApprovalDemand>();
        var listed = await store.ListAsync(onlyOpen: true, Collect, most: 1, context.RequestAborted).ConfigureAwait(false);
        return listed.IsKnown ? new(await ReadAsync(context, demands).ConfigureAwait(false)) : new(null, listed.Fault);

        bool Collect(Approval approval)
        {
            demands.AddRange(approval.Demands);
            return false;
        }
    }

    private async ValueTask<Approver> ReadAsync(HttpContext context, IEnumerable<ApprovalDemand> demands)
    {
        var met = new List<string>();
        foreach (var policy in demands.Select(demand => demand.Policy).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (await IsMetAsync(context, policy).ConfigureAwait(false))
                met.Add(policy);
        }

        var (claims, settings) = (new SignInClaims(context.User), options.Value.Approvals.SignIn);
        return new Approver(PersonOf(context.User)) { Groups = claims.All(settings.Groups), Roles = claims.All(settings.Roles), Policies = met };
    }

    // A policy that the application does not have is not met.
    private static async ValueTask<bool> IsMetAsync(HttpContext context, string name)
    {
        var services = context.RequestServices;
        var policy = await services.GetRequiredService<IAuthorizationPolicyProvider>().GetPolicyAsync(name).ConfigureAwait(false);
        return policy is not null &&
            (await services.GetRequiredService<IAuthorizationService>().AuthorizeAsync(context.User, context, policy).ConfigureAwait(false)).Succeeded;
    }
}
