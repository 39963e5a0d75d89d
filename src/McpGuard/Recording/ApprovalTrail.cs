namespace McpGuard;

/// <summary>Records the changes of approvals, with the identifiers of the operation that needed each.</summary>
internal sealed class ApprovalTrail(AuditRoutes routes, ApprovalMetrics metrics, TimeProvider time) : IApprovalRecorder
{
    public ValueTask<bool> TryRecordAsync(ApprovalEvent change)
    {
        var (approval, now) = (change.Approval, time.GetUtcNow());
        metrics.Count(change.Event);
        if (change.Event == AuditEvent.ApprovalDenied || (change.Event == AuditEvent.ApprovalGranted && approval.Status == ApprovalStatus.Approved))
            metrics.RecordWait(change.Event, now - approval.RequestedAt);

        return routes.TryWriteAsync(new RecordContent
        {
            RecordId = AuditId.Next(time),
            Time = now,
            Event = change.Event,
            OperationId = new(change.Event == AuditEvent.ApprovalUsed ? approval.UsedBy! : approval.OperationId),
            Reason = change.Reason,
            Rule = approval.Demands[0].Rule,
            PolicyVersion = approval.PolicyVersion,
            Facts = [.. approval.Demands.Select((demand, position) => new AccessFact(
                demand.Rule, ApprovalText.Condition, ApprovalText.Of(demand), ApprovalEligibility.CountOf(approval.Votes, position) >= demand.Count))],
            Method = MethodNames.ToolsCall,
            Target = AuditText.Bounded(approval.Tool),
            Resource = approval.Resource,
            Issuer = approval.Subject.Issuer,
            Subject = approval.Subject.Subject,
            Actors = approval.Actors.Count == 0
                ? null
                : [.. approval.Actors.Select(actor => actor.Issuer == approval.Subject.Issuer ? actor.Subject : $"{actor.Issuer} {actor.Subject}")],
            ClientId = approval.ClientId,
            ArgumentDigest = new(approval.ArgumentDigest),
            DefinitionDigest = approval.DefinitionDigest,
            ApprovalId = approval.Id,
            Approver = PersonOf(change.Approver),
            Approvers = approval.Votes.Any(vote => vote.IsApproval)
                ? [.. approval.Votes.Where(vote => vote.IsApproval).Select(vote => PersonOf(vote.Approver)!)]
                : null,
            Votes = ApprovalText.VotesOf(approval),
            LoggedTime = now,
        });
    }

    private static AuditPerson? PersonOf(ApprovalPerson? person) =>
        person is null ? null : new(AuditText.Bounded(person.Issuer)!, AuditText.Bounded(person.Subject)!, AuditText.Bounded(person.Person));
}
