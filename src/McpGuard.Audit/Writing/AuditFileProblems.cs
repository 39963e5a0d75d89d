namespace McpGuard.Audit;

/// <summary>Finds every option of the audit log that is missing or out of its range.</summary>
internal static class AuditFileProblems
{
    private const long LeastBytes = 4096;

    /// <exception cref="ArgumentException">An option, or the signer's name, is invalid.</exception>
    public static void ThrowIfAny(string section, AuditFileOptions options, IAuditSigner? signer)
    {
        if (Find(section, options) is { Count: > 0 } problems)
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        if (signer is not null && !AuditSigningKey.IsId(signer.KeyId))
            throw new ArgumentException("The signer's KeyId is not 1 to 128 letters, digits and ._:-", nameof(signer));
    }

    public static IReadOnlyList<string> Find(string section, AuditFileOptions options) =>
    [
        .. options.Directory is { } directory && string.IsNullOrWhiteSpace(directory)
            ? [$"{section}:Directory is empty. Name a directory that this process may write to."]
            : Array.Empty<string>(),
        .. options.Directory is { } pattern && LogPlace.HasOther(pattern)
            ? [$"{section}:Directory is '{pattern}', which has braces. Only {LogPlace.Placeholder} is known."]
            : Array.Empty<string>(),
        .. Enum.IsDefined(options.Readers) ? [] : new[] { $"{section}:Readers is unknown. Set it to Owner or Group." },
        .. Enum.IsDefined(options.Durability) ? [] : new[] { $"{section}:Durability is unknown. Set it to Written, Flushed or Buffered." },
        .. options is { SigningKey: not null, SigningCertificate: not null }
            ? new[] { $"{section} has both SigningKey and SigningCertificate. Leave one of them." }
            : [],
        .. options.Directory is null && (options.SigningKey ?? options.SigningCertificate) is not null
            ? new[] { $"{section} has a key but no Directory, so nothing would be signed. Set Directory, or remove the key." }
            : [],
        .. RangeProblem.Of<long>($"{section}:MaxSegmentBytes", options.MaxSegmentBytes, LeastBytes, 1024 * 1024 * 1024),
        .. RangeProblem.Of<TimeSpan>($"{section}:MaxSegmentAge", options.MaxSegmentAge, TimeSpan.FromMinutes(1), TimeSpan.FromDays(31)),
        .. RangeProblem.Of<int>($"{section}:CheckpointRecords", options.CheckpointRecords, 1, 1_000_000),
        .. RangeProblem.Of<TimeSpan>($"{section}:CheckpointInterval", options.CheckpointInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        .. RangeProblem.Of<int>($"{section}:QueueLimit", options.QueueLimit, 1, 1_000_000),
        .. RangeProblem.Of($"{section}:RetainFor", options.RetainFor, TimeSpan.FromMinutes(1), TimeSpan.FromDays(36_500)),
        .. RangeProblem.Of<TimeSpan>($"{section}:RetainAtLeast", options.RetainAtLeast, TimeSpan.Zero, TimeSpan.FromDays(36_500)),
        .. RangeProblem.Of($"{section}:RetainBytes", options.RetainBytes, LeastBytes, long.MaxValue),
    ];
}
