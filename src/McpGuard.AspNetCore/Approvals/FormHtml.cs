using Microsoft.AspNetCore.Antiforgery;

namespace McpGuard;

/// <summary>The forms of a decision. They work without script, and carry the version that the page shows.</summary>
internal static class FormHtml
{
    public static Markup Of(Approval approval, ApprovalChoices choices, string path, AntiforgeryTokenSet tokens)
    {
        Markup hidden = $"""
            <input type="hidden" name="{tokens.FormFieldName:attribute}" value="{tokens.RequestToken:attribute}">
            <input type="hidden" name="{ApprovalForm.VersionField:attribute}" value="{approval.Version}">
            """;
        Markup decide = choices.CanDeny ? Decide(choices, path, hidden) : Markup.Empty;
        Markup withdraw = choices.CanWithdraw ? Withdraw(path, hidden) : Markup.Empty;
        return $"{decide}{withdraw}";
    }

    private static Markup Decide(ApprovalChoices choices, string path, Markup hidden)
    {
        Markup approve = choices.CanApprove ? $"""<button class="approve" formaction="{path:attribute}/approve">Approve this call</button>""" : Markup.Empty;
        return $"""
            <section class="decide"><h2>Your decision</h2>
            <form method="post" action="{path:attribute}/deny" autocomplete="off">
            {hidden}
            <label for="comment">Comment, {(choices.NeedsComment ? "required" : "optional"):attribute}. The requester and other approvers can read it.</label>
            <textarea id="comment" name="{ApprovalForm.CommentField:attribute}" rows="3" maxlength="{ApprovalDesk.MaxComment}"{Required(choices)}></textarea>
            <p class="none">An approval lets exactly this call run, once.</p>
            {approve}
            <button class="deny">Deny</button>
            </form>
            </section>
            """;
    }

    private static Markup Required(ApprovalChoices choices) => choices.NeedsComment ? $" required" : Markup.Empty;

    private static Markup Withdraw(string path, Markup hidden) => $"""
        <section class="decide"><h2>Your request</h2>
        <form method="post" action="{path:attribute}/withdraw">
        {hidden}
        <p class="none">The call is made on your behalf. Withdraw it if you do not want it.</p>
        <button class="deny">Withdraw</button>
        </form>
        </section>
        """;
}
