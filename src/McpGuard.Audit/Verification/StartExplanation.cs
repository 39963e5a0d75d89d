namespace McpGuard.Audit;

/// <summary>A record of the log that can explain its later start.</summary>
/// <param name="Seq">The number of the record, which a signature must cover.</param>
/// <param name="Deletion">The deletion in the record.</param>
internal sealed record StartExplanation(long Seq, DeletionRecord Deletion);
