namespace McpGuard;

/// <summary>Whether somebody acts for the subject (RFC 8693 section 1.1).</summary>
public enum DelegationMode
{
    /// <summary>Somebody may.</summary>
    Optional,

    /// <summary>Somebody must: a token without an actor is refused.</summary>
    Required,

    /// <summary>Nobody may: a token with an actor is refused.</summary>
    Forbidden,
}
