namespace McpGuard;

/// <summary>Who may approve a call.</summary>
public enum ApprovalBy
{
    /// <summary>A person who is neither the subject of the call nor one of its actors nor its client. The default.</summary>
    Others,

    /// <summary>The subject itself, in a browser, out of reach of the client and its model: a person confirms what the agent does.</summary>
    Subject,
}
