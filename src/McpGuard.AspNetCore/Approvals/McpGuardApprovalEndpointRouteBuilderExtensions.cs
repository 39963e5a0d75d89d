using System.Diagnostics.CodeAnalysis;
using McpGuard;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the pages on which people approve calls.</summary>
public static class McpGuardApprovalEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the pages on which signed-in people approve, deny and withdraw calls. The application's own authentication signs them in, and
    /// <see cref="ApprovalOptions.SignIn"/> names its claims. Each request needs an authenticated person. The answer for a request for
    /// approval that the person may not see is the answer for an unknown one.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">The path of the pages. <see cref="ApprovalOptions.Address"/> is its public address.</param>
    /// <returns>The group of the endpoints, for further conventions, such as a policy that each approver must meet.</returns>
    /// <exception cref="InvalidOperationException"><c>WithMcpGuard</c> was not called, or the application has no authentication scheme, no
    /// authorization services or no antiforgery services.</exception>
    public static RouteGroupBuilder MapMcpGuardApprovals(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string prefix = "/approvals")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);

        var services = endpoints.ServiceProvider;
        if (FindMissing(services) is { } missing)
            throw new InvalidOperationException($"MapMcpGuardApprovals() needs {missing}");

        // Created with the first request, after the check of the configuration.
        var approvers = new Lazy<ApproverReader>(() => ActivatorUtilities.CreateInstance<ApproverReader>(services));
        var pages = new Lazy<ApprovalPages>(() => ActivatorUtilities.CreateInstance<ApprovalPages>(services, approvers.Value));
        var decisions = new Lazy<ApprovalDecisions>(() => ActivatorUtilities.CreateInstance<ApprovalDecisions>(services, approvers.Value, pages.Value));

        var group = endpoints.MapGroup(prefix).RequireAuthorization();
        group.MapGet("/", (HttpContext context) => pages.Value.ListAsync(context));
        group.MapGet("/{id}", (HttpContext context) => pages.Value.ShowAsync(context));
        MapDecision(group, "approve", context => decisions.Value.ApproveAsync(context));
        MapDecision(group, "deny", context => decisions.Value.DenyAsync(context));
        MapDecision(group, "withdraw", context => decisions.Value.WithdrawAsync(context));
        return group;
    }

    // The authorization of the forms is checked by FormAuthorization, which gives another answer than the middleware.
    private static void MapDecision(RouteGroupBuilder group, string name, RequestDelegate decide)
    {
        group.MapGet($"/{{id}}/{name}", (HttpContext context) => ApprovalPages.ReturnAsync(context));
        group.MapPost($"/{{id}}/{name}", decide).AllowAnonymous();
    }

    private static string? FindMissing(IServiceProvider services)
    {
        var known = services.GetRequiredService<IServiceProviderIsService>();
        if (!known.IsService(typeof(ApprovalDesk)))
            return "WithMcpGuard(): builder.Services.AddMcpServer().WithMcpGuard(…).";
        if (!known.IsService(typeof(IAuthenticationSchemeProvider)) || !services.GetRequiredService<IOptions<AuthenticationOptions>>().Value.Schemes.Any())
            return "a sign-in for approvers: builder.Services.AddAuthentication(…) with a scheme, such as AddCookie() and AddOpenIdConnect(…).";
        if (!known.IsService(typeof(IAuthorizationService)))
            return "builder.Services.AddAuthorization().";

        return known.IsService(typeof(IAntiforgery)) ? null : "builder.Services.AddAntiforgery().";
    }
}
