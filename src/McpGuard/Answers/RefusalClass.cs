namespace McpGuard;

/// <summary>What would help a refused caller. The form of the answer depends on it.</summary>
internal enum RefusalClass
{
    /// <summary>Another credential or another request: the answer is an HTTP status, or a JSON-RPC error.</summary>
    Request,

    /// <summary>More scopes or another sign-in: the answer is a challenge.</summary>
    MoreWouldHelp,

    /// <summary>Nothing that the client can present: the answer is one that reaches the model.</summary>
    Final,
}
