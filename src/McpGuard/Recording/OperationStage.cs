namespace McpGuard;

/// <summary>The stages of an operation.</summary>
internal enum OperationStage
{
    /// <summary>It is being read and decided.</summary>
    Received,

    /// <summary>It is allowed. No filter has announced its outcome.</summary>
    Decided,

    /// <summary>A filter runs it and records its outcome, possibly after the message was answered.</summary>
    Running,

    /// <summary>It has asked its user a question. It ends here, or begins another round.</summary>
    Suspended,

    /// <summary>It is refused, or has ended.</summary>
    Closed,
}
