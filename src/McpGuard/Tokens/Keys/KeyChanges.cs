namespace McpGuard;

/// <summary>Notifies of a changed key set of an issuer.</summary>
internal sealed class KeyChanges
{
    /// <summary>Raised with the issuer and the identifiers of its keys.</summary>
    public event Action<string, IReadOnlyList<string>>? Changed;

    public void Raise(SigningKeySet keys) => Changed?.Invoke(keys.Issuer, keys.KeyIds);
}
