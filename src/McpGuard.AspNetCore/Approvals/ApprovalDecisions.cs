using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace McpGuard;

/// <summary>Receives the decisions of people. Each needs a form that a page gave to this person, with the version that the page showed.</summary>
internal sealed class ApprovalDecisions(ApprovalDesk desk, ApproverReader approvers, ApprovalPages pages, GuardState state, IAntiforgery antiforgery)
{
    private const int MaxPerMinute = 30;

    private delegate ValueTask<ApprovalResult> Decision(string id, ApprovalForm form, Approver approver);

    // A decision is not left half made because the browser has gone.
    public Task ApproveAsync(HttpContext context) =>
        DecideAsync(context, (id, form, approver) => desk.ApproveAsync(id, form.Version, approver, form.Comment, CancellationToken.None));

    public Task DenyAsync(HttpContext context) =>
        DecideAsync(context, (id, form, approver) => desk.DenyAsync(id, form.Version, approver, form.Comment, CancellationToken.None));

    public Task WithdrawAsync(HttpContext context) =>
        DecideAsync(context, (id, form, approver) => desk.WithdrawAsync(id, form.Version, approver, CancellationToken.None));

    private async Task DecideAsync(HttpContext context, Decision decide)
    {
        var (id, root) = (ApprovalPages.IdOf(context), ApprovalPages.RootOf(context.Request, segments: 2));
        var page = $"{root}/{Uri.EscapeDataString(id)}";
        if (!await FormAuthorization.IsMetAsync(context, page).ConfigureAwait(false) ||
            !await ApprovalAnswer.IsAdmittedAsync(context).ConfigureAwait(false) ||
            !await HasRoomAsync(context).ConfigureAwait(false))
        {
            return;
        }

        var approver = await approvers.ForAsync(context, id).ConfigureAwait(false);
        if (approver.Value is not { } person)
        {
            await ApprovalAnswer.UnavailableAsync(context).ConfigureAwait(false);
            return;
        }

        if (await ApprovalForm.ReadAsync(context, antiforgery).ConfigureAwait(false) is not { } form)
        {
            await desk.RefuseFormAsync(id, person, CancellationToken.None).ConfigureAwait(false);
            await pages.RefuseFormAsync(context, person, page).ConfigureAwait(false);
            return;
        }

        var refused = (await decide(id, form, person).ConfigureAwait(false)).Refused;
        if (refused is null)
            await ApprovalAnswer.SeeOtherAsync(context, page).ConfigureAwait(false);
        else
            await pages.ShowAsync(context, person, root, refused).ConfigureAwait(false);
    }

    // Each attempt is a record, so one person cannot fill the log. People whom the sign-in does not name share one count.
    private async ValueTask<bool> HasRoomAsync(HttpContext context)
    {
        var name = approvers.PersonOf(context.User) is { } person ? $"{person.Issuer}\n{person.Subject}" : "";
        var key = new RateKey("approvals", MaxPerMinute, TimeSpan.FromMinutes(1), HttpMethods.Post, "", name);
        var taken = await state.TakeAsync(key, 1, context.RequestAborted).ConfigureAwait(false);
        if (taken is { IsKnown: true, Value.IsAcquired: true })
            return true;

        if (taken.IsKnown)
            await ApprovalAnswer.TooManyAsync(context, taken.Value.RetryAfter ?? key.Window).ConfigureAwait(false);
        else
            await ApprovalAnswer.UnavailableAsync(context).ConfigureAwait(false);

        return false;
    }
}
