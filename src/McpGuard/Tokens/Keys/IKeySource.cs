namespace McpGuard;

/// <summary>Where an issuer's keys are read from.</summary>
internal interface IKeySource
{
    /// <summary>Reads the keys as they are now.</summary>
    /// <exception cref="IOException">A file with keys could not be read.</exception>
    /// <exception cref="HttpRequestException">The keys could not be had.</exception>
    /// <exception cref="InvalidOperationException">What was read must not be used.</exception>
    Task<SigningKeySet> ReadAsync(CancellationToken cancellationToken);
}
