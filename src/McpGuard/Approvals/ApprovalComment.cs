namespace McpGuard;

/// <summary>Whether an approver gives a reason.</summary>
public enum ApprovalComment
{
    /// <summary>An approver may write a comment. The default.</summary>
    Optional,

    /// <summary>An approver must write a comment.</summary>
    Required,
}
