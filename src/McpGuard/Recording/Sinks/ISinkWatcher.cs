namespace McpGuard;

/// <summary>Is told what the clock shows about a sink.</summary>
internal interface ISinkWatcher
{
    /// <summary>The sink has left a write without an answer beyond its deadline.</summary>
    void Stalled();

    /// <summary>The sink has stalled, and another record may show whether it works again.</summary>
    void MayRetry();

    /// <summary>The sink works, and has left this record without an answer for so long that it counts as lost.</summary>
    void Forgotten(AuditRecord record);
}
