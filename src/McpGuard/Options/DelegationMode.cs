namespace McpGuard;

/// <summary>Whether an actor acts for the subject (RFC 8693 section 1.1).</summary>
public enum DelegationMode
{
    /// <summary>A token may have an actor.</summary>
    Optional,

    /// <summary>A token without an actor is refused.</summary>
    Required,

    /// <summary>A token with an actor is refused.</summary>
    Forbidden,
}
