namespace McpGuard;

/// <summary>How far an operation has come.</summary>
internal enum OperationStage
{
    /// <summary>It is being read and judged.</summary>
    Received,

    /// <summary>It is allowed. No filter has said that it will record the outcome.</summary>
    Decided,

    /// <summary>A filter runs it and records its outcome, possibly after the message was answered.</summary>
    Running,

    /// <summary>It has asked its user something. It ends here, or begins another round.</summary>
    Suspended,

    /// <summary>It is refused, or has ended.</summary>
    Closed,
}
