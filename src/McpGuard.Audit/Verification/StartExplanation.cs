namespace McpGuard.Audit;

/// <summary>A record of the log that can explain why it begins later.</summary>
/// <param name="Seq">The number of the record, which a signature must cover.</param>
/// <param name="Deletion">What it says.</param>
internal sealed record StartExplanation(long Seq, DeletionRecord Deletion);
