namespace McpGuard.Audit;

/// <summary>What is worth a second look about an identity, or a policy, that was accepted all the same.</summary>
public enum AuditRemark
{
    /// <summary>The token is for other resources as well, and each of them could have used it here.</summary>
    SeveralAudiences,

    /// <summary>The token names no actor; its client stands for one, since the issuer's options say so.</summary>
    ActorIsClient,

    /// <summary>The subject acts for itself.</summary>
    SubjectIsActor,

    /// <summary>An actor appears more than once in the chain.</summary>
    ActorRepeated,

    /// <summary>The policy names something that the server does not have, or has in a way that nobody may use.</summary>
    UnknownTarget,
}
