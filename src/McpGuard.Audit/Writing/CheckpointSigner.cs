namespace McpGuard.Audit;

/// <summary>
/// Asks an application's signer for one signature at a time and waits for it no longer than <see cref="Deadline"/>. A signer that fails,
/// hangs or signs wrongly is asked again after <see cref="Pause"/>.
/// </summary>
internal sealed class CheckpointSigner(IAuditSigner? signer, TimeProvider time, Action<Exception>? failed = null)
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private const int SignatureBytes = 64;

    private readonly AuditVerificationKey? _verification = signer?.VerificationKey;
    private Task<byte[]>? _asked;
    private long _failedAt;
    private volatile string? _problem;

    public string? KeyId { get; } = signer?.KeyId;

    /// <summary>Why there is no signature at the moment, or null.</summary>
    public string? Problem => _problem;

    /// <summary>Whether the signer can be asked now. A signer that has not answered an earlier question is not asked another one.</summary>
    public bool MayAsk(bool isLast) => _asked is null or { IsCompleted: true } && (_problem is null || isLast || time.GetElapsedTime(_failedAt) >= Pause);

    /// <returns>The checkpoint with its signature, or null if there is none in time. A log without a signer has checkpoints without signatures.</returns>
    public async ValueTask<AuditCheckpoint?> SignOrNoneAsync(AuditCheckpoint checkpoint)
    {
        if (signer is null)
            return checkpoint;

        var data = checkpoint.SignedBytes();
        try
        {
            var signature = await AskAsync(signer, data).ConfigureAwait(false);
            if (signature is not { Length: SignatureBytes })
                throw new InvalidOperationException($"The signer gave {signature?.Length ?? 0} bytes instead of {SignatureBytes}.");

            var signed = checkpoint with { Signature = System.Buffers.Text.Base64Url.EncodeToString(signature) };
            if (signer is not EcdsaAuditSigner && _verification?.HasSigned(signed) is false)
                throw new InvalidOperationException("The signature does not fit the signer's VerificationKey.");

            _problem = null;
            return signed;
        }
        catch (Exception exception)
        {
            Fail(exception);
            return null;
        }
    }

    // A key in memory answers at once. Any other signer may block, so it runs on another thread than the writer.
    private async ValueTask<byte[]> AskAsync(IAuditSigner signer, byte[] data)
    {
        if (signer is EcdsaAuditSigner local)
            return await local.SignAsync(data, CancellationToken.None).ConfigureAwait(false);

        var deadline = new CancellationTokenSource();
        _asked = AskApartAsync(async () => await signer.SignAsync(data, deadline.Token).ConfigureAwait(false));
        try
        {
            return await _asked.WaitAsync(Deadline, time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Nothing waits for callbacks of the signer.
            _ = deadline.CancelAsync();
            throw;
        }
    }

    // A signature belongs to no call: the signer must not find the caller, the activity or the culture of the one that was writing.
    private static Task<byte[]> AskApartAsync(Func<Task<byte[]>> ask)
    {
        if (ExecutionContext.IsFlowSuppressed())
            return Task.Run(ask);

        using (ExecutionContext.SuppressFlow())
            return Task.Run(ask);
    }

    private void Fail(Exception exception)
    {
        var isNew = _problem is null;
        _failedAt = time.GetTimestamp();
        _problem = $"The signer {KeyId} has not signed a checkpoint since {time.GetUtcNow():O}.";
        if (isNew && failed is not null)
            failed(exception);
    }
}
