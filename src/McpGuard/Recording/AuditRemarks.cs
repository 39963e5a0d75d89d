namespace McpGuard;

/// <summary>Finds remarks on a caller and its request. Most have none, which costs nothing.</summary>
internal static class AuditRemarks
{
    private static readonly AuditRemark[] _unprovenAddress = [AuditRemark.ClientAddressUnproven];

    /// <summary>The remarks on a caller with those on its request.</summary>
    public static IReadOnlyList<AuditRemark>? With(IReadOnlyList<AuditRemark>? ofCaller, GuardedRequest request)
    {
        if (!request.IsClientAddressUnproven)
            return ofCaller;

        return ofCaller is null ? _unprovenAddress : [.. ofCaller, AuditRemark.ClientAddressUnproven];
    }

    public static IReadOnlyList<AuditRemark>? Of(DelegatedCaller? caller)
    {
        List<AuditRemark>? remarks = null;
        if (caller?.AudienceCount > 1)
            Add(AuditRemark.SeveralAudiences);
        if (caller?.Actor is { } actor)
        {
            if (caller.ActorSource == ActorSource.ClientId)
                Add(AuditRemark.ActorIsClient);
            if (actor.Subject == caller.Subject && (actor.Issuer ?? caller.Issuer) == caller.Issuer)
                Add(AuditRemark.SubjectIsActor);
            if (actor.Prior is not null && IsRepeated(actor))
                Add(AuditRemark.ActorRepeated);
        }

        return remarks;

        void Add(AuditRemark remark) => (remarks ??= []).Add(remark);
    }

    private static bool IsRepeated(Actor current)
    {
        var seen = new HashSet<(string?, string)>();
        for (var actor = current; actor is not null; actor = actor.Prior)
        {
            if (!seen.Add((actor.Issuer, actor.Subject)))
                return true;
        }

        return false;
    }
}
