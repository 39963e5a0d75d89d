namespace McpGuard;

/// <summary>Receives the events that the clock causes at a sink.</summary>
internal interface ISinkWatcher
{
    /// <summary>The sink has not answered a write within its deadline.</summary>
    void Stalled();

    /// <summary>The sink has stalled, and another record may show whether it works again.</summary>
    void MayRetry();

    /// <summary>The sink works, but has not answered for this record for so long that the record counts as lost.</summary>
    void Forgotten(in RecordNote record);
}
