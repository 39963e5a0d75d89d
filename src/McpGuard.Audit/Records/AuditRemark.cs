namespace McpGuard.Audit;

/// <summary>A remark on an accepted identity or policy that needs a second look.</summary>
public enum AuditRemark
{
    /// <summary>The token is also for other resources, and each of them could use it here.</summary>
    SeveralAudiences,

    /// <summary>The token has no actor; its client counts as the actor, because the issuer's options say so.</summary>
    ActorIsClient,

    /// <summary>The subject acts for itself.</summary>
    SubjectIsActor,

    /// <summary>An actor appears more than once in the chain.</summary>
    ActorRepeated,

    /// <summary>The policy names a target that the server does not have, or one without permitted callers.</summary>
    UnknownTarget,

    /// <summary>The client's address comes from a header, and its sender is not a proxy that the server knows. Anybody may have written it.</summary>
    ClientAddressUnproven,
}
