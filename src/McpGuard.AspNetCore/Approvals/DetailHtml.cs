using Microsoft.AspNetCore.Antiforgery;

namespace McpGuard;

/// <summary>The page of one approval: what would run, for whom, and what has been decided.</summary>
internal static class DetailHtml
{
    public static string Of(Approval approval, ApprovalChoices choices, string root, AntiforgeryTokenSet? tokens, ReasonCode? refused, DateTimeOffset now)
    {
        var path = $"{root}/{Uri.EscapeDataString(approval.Id)}";
        Markup problem = refused is { } reason ? $"""<p class="refused" role="alert">{RefusedDecision.TextOf(reason):attribute}</p>""" : Markup.Empty;
        Markup content = $"""
            {problem}
            <p class="status">{StatusText.Of(approval, now):attribute}.</p>
            <section><h2>The call</h2>
            {Call(approval)}
            </section>
            <section><h2>Arguments</h2>
            {Arguments(approval)}
            </section>
            {Votes(approval)}
            {(tokens is null ? Markup.Empty : FormHtml.Of(approval, choices, path, tokens))}
            <section><h2>For the audit log</h2>
            {Audit(approval)}
            </section>
            <p class="onscreen"><a href="{(root.Length == 0 ? "/" : root):attribute}">All open requests</a></p>
            """;

        // A reload would delete a comment that the person is writing.
        return PageHtml.Of("Approval request", content, approval.IsPendingAt(now) && !choices.CanDeny ? path : null);
    }

    private static Markup Call(Approval approval) => $"""
        <dl class="facts">
        <div><dt>Tool</dt><dd>{approval.Tool}</dd></div>
        <div><dt>Description</dt><dd>{approval.Description ?? "none"}</dd></div>
        <div><dt>On behalf of</dt><dd>{Person(approval.Subject)}</dd></div>
        <div><dt>Actors</dt><dd>{approval.Actors.Select(actor => Line(Person(actor)))}</dd></div>
        <div><dt>Client</dt><dd>{approval.ClientId}</dd></div>
        <div><dt>Server</dt><dd>{approval.Resource}</dd></div>
        <div><dt>Required</dt><dd>{approval.Demands.Select(Demand)}</dd></div>
        <div><dt>Requested</dt><dd>{approval.RequestedAt}</dd></div>
        <div><dt>Waits until</dt><dd>{approval.WaitsUntil}</dd></div>
        {Time("Valid until", approval.ValidUntil)}
        {Time("Used", approval.UsedAt)}
        </dl>
        """;

    private static Markup Arguments(Approval approval)
    {
        if (approval.Status is ApprovalStatus.Withdrawn or ApprovalStatus.Expired)
            return $"""<p class="none">The arguments of a request that is over are not kept. The audit log has their digest.</p>""";

        Markup masks = approval.Masked.Count == 0 ? Markup.Empty : $"""<p class="none">Values in italics are masked. You see their length and a digest.</p>""";
        return $"""
            <div class="arguments">{ArgumentHtml.Of(approval.Arguments, approval.Masked)}</div>
            {masks}
            {Defaults(approval)}
            """;
    }

    private static Markup Defaults(Approval approval)
    {
        if (approval.Defaults is not { } defaults)
            return Markup.Empty;

        return $"""
            <p>The call leaves these out. The tool declares a default for each:</p>
            <div class="arguments">{ArgumentHtml.Of(defaults, [])}</div>
            """;
    }

    private static Markup Audit(Approval approval) => $"""
        <dl class="facts">
        <div><dt>Request</dt><dd>{approval.Id}</dd></div>
        <div><dt>Operation</dt><dd>{approval.OperationId}</dd></div>
        <div><dt>Digest of arguments</dt><dd>{approval.ArgumentDigest ?? "none"}</dd></div>
        <div><dt>Digest of tool</dt><dd>{approval.DefinitionDigest ?? "none"}</dd></div>
        <div><dt>Version of policy</dt><dd>{approval.PolicyVersion}</dd></div>
        </dl>
        """;

    private static Markup Votes(Approval approval)
    {
        if (approval.Votes.Count == 0)
            return Markup.Empty;

        return $"""<section><h2>Decisions</h2><ul class="requests">{approval.Votes.Select(Vote)}</ul></section>""";
    }

    private static Markup Vote(ApprovalVote vote)
    {
        Markup comment = vote.Comment is null ? Markup.Empty : $"<span>“{vote.Comment}”</span>";
        return $"<li>{Person(vote.Approver)} {(vote.IsApproval ? "approved" : "denied"):attribute}, {vote.At} {comment}</li>";
    }

    private static Markup Demand(ApprovalDemand demand)
    {
        var source = demand.Rule == Requirement.Declaration ? "declared by the tool" : $"rule {demand.Rule}";
        return Line($"{DemandText.Of(demand)} ({source})");
    }

    private static Markup Person(ApprovalPerson person)
    {
        Markup other = person.Person is null || person.Person == person.Subject ? Markup.Empty : $" (person {person.Person})";
        return $"{person.Subject}{other} of {person.Issuer}";
    }

    private static Markup Time(string name, DateTimeOffset? time)
    {
        if (time is not { } known)
            return Markup.Empty;

        return $"<div><dt>{name:attribute}</dt><dd>{known}</dd></div>";
    }

    private static Markup Line(Markup content) => $"<span>{content}</span>";
}
