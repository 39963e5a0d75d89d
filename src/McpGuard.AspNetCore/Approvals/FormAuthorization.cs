using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard;

/// <summary>
/// Decides whether the sender of a form may use the pages, by the authorization of the endpoint. The middleware would lead a person whose
/// session has ended to the sign-in. From a form, a browser does not go to another site (<c>form-action</c>), so that person gets a page
/// with a link instead.
/// </summary>
internal static class FormAuthorization
{
    public static async ValueTask<bool> IsMetAsync(HttpContext context, string page)
    {
        var evaluator = context.RequestServices.GetRequiredService<IPolicyEvaluator>();
        var policy = await PolicyOfAsync(context).ConfigureAwait(false);
        var authenticated = await evaluator.AuthenticateAsync(policy, context).ConfigureAwait(false);
        var result = await evaluator.AuthorizeAsync(policy, authenticated, context, context).ConfigureAwait(false);
        if (result.Succeeded)
            return true;

        var (status, text) = result.Challenged
            ? (StatusCodes.Status401Unauthorized, "Nothing was decided. Your session has ended.")
            : (StatusCodes.Status403Forbidden, "Nothing was decided. You may not use these pages.");
        Markup content = $"""<p class="refused" role="alert">{text:attribute}</p><p><a href="{page:attribute}">Open the request</a></p>""";
        await ApprovalAnswer.WriteAsync(context, status, PageHtml.Of("Approval request", content)).ConfigureAwait(false);
        return false;
    }

    // As the authorization middleware combines what the endpoint and the conventions of the application demand.
    private static async ValueTask<AuthorizationPolicy> PolicyOfAsync(HttpContext context)
    {
        var (policies, metadata) = (context.RequestServices.GetRequiredService<IAuthorizationPolicyProvider>(), context.GetEndpoint()!.Metadata);
        var policy = await AuthorizationPolicy.CombineAsync(
            policies, metadata.GetOrderedMetadata<IAuthorizeData>(), metadata.GetOrderedMetadata<AuthorizationPolicy>()).ConfigureAwait(false);
        var combined = new AuthorizationPolicyBuilder(policy ?? await policies.GetDefaultPolicyAsync().ConfigureAwait(false));
        foreach (var requirement in metadata.GetOrderedMetadata<IAuthorizationRequirementData>().SelectMany(data => data.GetRequirements()))
            combined.AddRequirements(requirement);

        return combined.Build();
    }
}
