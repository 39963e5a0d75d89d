namespace McpGuard.Audit;

/// <summary>The description of a result in a record, or none.</summary>
internal readonly record struct RecordResult(IReadOnlyList<string>? Kinds, long Bytes, RecordDigest Digest)
{
    public RecordResult(AuditResult? made)
        : this(made?.Kinds, made?.Bytes ?? 0, new(made?.Digest)) => Made = made;

    /// <summary>The description as the record has it.</summary>
    public AuditResult? Made { get; }

    public RecordResult WithText() => Made is null && Kinds is not null ? new(new AuditResult(Kinds, Bytes, Digest.ToString()!)) : this;
}
