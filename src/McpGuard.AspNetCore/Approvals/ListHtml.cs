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
            {(waiting.Length == 0 ? None : Rows(waiting, root, now))}
            </section>
            {Others([.. approvals.Except(waiting)], root, now)}
            """;
        return PageHtml.Of("Approvals", content, reload: root.Length == 0 ? "/" : root);
    }

    private static Markup None => $"""<p class="none">None.</p>""";

    private static Markup Others(Approval[] approvals, string root, DateTimeOffset now)
    {
        if (approvals.Length == 0)
            return Markup.Empty;

        return $"<section><h2>Other open requests</h2>{Rows(approvals, root, now)}</section>";
    }

    private static Markup Rows(Approval[] approvals, string root, DateTimeOffset now) =>
        $"""<ul class="requests">{approvals.Select(approval => Row(approval, root, now))}</ul>""";

    private static Markup Row(Approval approval, string root, DateTimeOffset now) => $"""
        <li><a href="{root:attribute}/{Uri.EscapeDataString(approval.Id):attribute}">{approval.Tool}</a>
        <span>for {approval.Subject.Subject} by the client {approval.ClientId}</span>
        <span>{StatusText.Of(approval, now):attribute}</span>
        <span>until {approval.HoldsUntil}</span></li>

        """;
}
