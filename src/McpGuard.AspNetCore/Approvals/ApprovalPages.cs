using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace McpGuard;

/// <summary>The pages that approvers and requesters read. Reading changes nothing.</summary>
internal sealed class ApprovalPages(ApprovalDesk desk, ApproverReader approvers, IAntiforgery antiforgery, TimeProvider time)
{
    public const string IdParameter = "id";

    public async Task ListAsync(HttpContext context)
    {
        if (!await ApprovalAnswer.IsAdmittedAsync(context).ConfigureAwait(false))
            return;

        var approver = await approvers.ForOpenAsync(context).ConfigureAwait(false);
        if (approver.Value is not { } person)
        {
            await ApprovalAnswer.UnavailableAsync(context).ConfigureAwait(false);
            return;
        }

        var listed = await desk.ListAsync(person, onlyOpen: true, context.RequestAborted).ConfigureAwait(false);
        if (listed.Value is not { } approvals)
        {
            await ApprovalAnswer.UnavailableAsync(context).ConfigureAwait(false);
            return;
        }

        var page = ListHtml.Of(approvals, person, RootOf(context.Request, segments: 0), time.GetUtcNow());
        await ApprovalAnswer.WriteAsync(context, StatusCodes.Status200OK, page).ConfigureAwait(false);
    }

    public async Task ShowAsync(HttpContext context)
    {
        if (!await ApprovalAnswer.IsAdmittedAsync(context).ConfigureAwait(false))
            return;

        var approver = await approvers.ForAsync(context, IdOf(context)).ConfigureAwait(false);
        if (approver.Value is { } person)
            await ShowAsync(context, person, RootOf(context.Request, segments: 1), refused: null).ConfigureAwait(false);
        else
            await ApprovalAnswer.UnavailableAsync(context).ConfigureAwait(false);
    }

    /// <summary>Leads from the path of a decision, which a browser shows after a refused form, to the page of its approval.</summary>
    public static Task ReturnAsync(HttpContext context) =>
        ApprovalAnswer.SeeOtherAsync(context, $"{RootOf(context.Request, segments: 2)}/{Uri.EscapeDataString(IdOf(context))}");

    /// <summary>Answers a form that did not come from a page of this person.</summary>
    public async Task RefuseFormAsync(HttpContext context, Approver approver, string page)
    {
        var found = await desk.FindAsync(IdOf(context), approver, context.RequestAborted).ConfigureAwait(false);
        if (!found.IsKnown)
            await ApprovalAnswer.UnavailableAsync(context).ConfigureAwait(false);
        else if (found.Value is null)
            await ApprovalAnswer.NotFoundAsync(context).ConfigureAwait(false);
        else
            await ApprovalAnswer.ForeignFormAsync(context, page).ConfigureAwait(false);
    }

    /// <summary>Shows an approval as it is now, and why an attempt to decide has changed nothing.</summary>
    public async Task ShowAsync(HttpContext context, Approver approver, string root, ReasonCode? refused)
    {
        var found = await desk.FindAsync(IdOf(context), approver, context.RequestAborted).ConfigureAwait(false);
        if (!found.IsKnown)
        {
            await ApprovalAnswer.UnavailableAsync(context).ConfigureAwait(false);
            return;
        }

        if (found.Value is not { } approval)
        {
            await ApprovalAnswer.NotFoundAsync(context).ConfigureAwait(false);
            return;
        }

        var now = time.GetUtcNow();
        var choices = ApprovalChoices.Of(approval, approver, now);
        var tokens = choices.IsAny ? antiforgery.GetAndStoreTokens(context) : null;
        var page = DetailHtml.Of(approval, choices, root, tokens, refused, now);
        await ApprovalAnswer.WriteAsync(context, RefusedDecision.StatusOf(refused), page).ConfigureAwait(false);
    }

    public static string IdOf(HttpContext context) => (string)context.Request.RouteValues[IdParameter]!;

    /// <returns>The path of the pages, from the path of a request that is some segments below it.</returns>
    public static string RootOf(HttpRequest request, int segments)
    {
        var path = (request.PathBase + request.Path).ToUriComponent().TrimEnd('/');
        for (; segments > 0; segments--)
            path = path[..path.LastIndexOf('/')];

        return path;
    }
}
