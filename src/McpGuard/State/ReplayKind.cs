namespace McpGuard;

/// <summary>What may be used once.</summary>
public enum ReplayKind
{
    /// <summary>The state with which a suspended request resumes.</summary>
    RequestState = 0,

    /// <summary>A gateway's assertion about a device.</summary>
    DeviceAssertion = 1,

    /// <summary>A gateway's token that counts for one request only.</summary>
    Token = 2,
}
