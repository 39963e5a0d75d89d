namespace McpGuard;

/// <summary>The source of an issuer's keys.</summary>
internal interface IKeySource
{
    /// <summary>Where that is.</summary>
    KeyOrigin Origin { get; }

    /// <summary>Reads the present keys.</summary>
    /// <exception cref="IOException">A file with keys could not be read.</exception>
    /// <exception cref="HttpRequestException">The keys are unavailable.</exception>
    /// <exception cref="InvalidOperationException">The document is invalid or must not be used.</exception>
    Task<SigningKeySet> ReadAsync(CancellationToken cancellationToken);
}
