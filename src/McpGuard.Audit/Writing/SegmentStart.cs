namespace McpGuard.Audit;

/// <summary>Tells which headers this writer has signed. The past of the log in any other header could be forged.</summary>
internal static class SegmentStart
{
    /// <returns>The header, or null if it cannot be read, or the first checkpoint after it is not valid and, with a key, signed.</returns>
    public static SegmentHeader? ReadVouched(SegmentFolder folder, int number, IAuditSigner? signer)
    {
        if (signer is { VerificationKey: null })
            return null;

        var findings = new AuditFindings();
        var checkpoints = new CheckpointCheck(signer?.VerificationKey is { } key ? [key] : [], new TrustedCheckpoints([]), findings);
        var check = new SegmentCheck(findings, checkpoints);
        try
        {
            using var stream = folder.OpenRead(number);
            check.ReadStart(number, stream, Math.Min(stream.Length, SegmentEnd.MaxBytes));
        }
        catch (SegmentBreakException)
        {
            return null;
        }

        return check.EndsVerified && findings.All.All(finding => finding is { IsProblem: false } or { Kind: AuditFindingKind.BreakReported })
            ? check.Header
            : null;
    }
}
