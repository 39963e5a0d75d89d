namespace McpGuard;

/// <summary>The page with the open approvals of a person.</summary>
internal static class ListHtml
{
    public static string Of(IReadOnlyList<Approval> approvals, Approver approver, string root, DateTimeOffset now)
    {
        var waiting = approvals.Where(approval => ApprovalChoices.Of(approval, approver, now).CanApprove).ToArray();
        Markup unknown = approver.Person is { Person: not null }
            ? Markup.Empty
            : $"""<p class="refused" role="alert">Your sign-in does not say who you are. Ask the operator to check the settings of Approvals:SignIn.</p>""";
        Markup content = $"""
            {unknown}
            <section><h2>For you to decide</h2>
            {Rows(waiting, root, now)}
            </section>
            <section><h2>Other open requests</h2>
            {Rows([.. approvals.Except(waiting)], root, now)}
            </section>
            """;
        return PageHtml.Of("Approvals", content, reload: root.Length == 0 ? "/" : root);
    }

    private static Markup Rows(Approval[] approvals, string root, DateTimeOffset now)
    {
        if (approvals.Length == 0)
            return $"""<p class="none">None.</p>""";

        return $"""<ul class="requests">{approvals.Select(approval => Row(approval, root, now))}</ul>""";
    }

    private static Markup Row(Approval approval, string root, DateTimeOffset now) => $"""
        <li><a href="{root:attribute}/{Uri.EscapeDataString(approval.Id):attribute}">{approval.Tool}</a>
        <span>for {approval.Subject.Subject} by the client {approval.ClientId}</span>
        <span>{StatusText.Of(approval, now):attribute}, {ApprovalText.VotesOf(approval):attribute} approvals, until {approval.HoldsUntil}</span></li>

        """;
}
