namespace McpGuard;

/// <summary>
/// Remembers used assertions until they expire. An assertion that cannot be remembered is not accepted. No caller can fill the memory of
/// the others.
/// </summary>
internal sealed class UsedAssertions(TimeProvider time)
{
    public const int MaxEntries = 100_000;

    private const int MaxIdLength = 256;

    private readonly SharedTable<(string Issuer, string Id), bool> _used = new(MaxEntries, time);

    /// <param name="issuer">The signer of the assertion.</param>
    /// <param name="id">The assertion's identifier, unique for its issuer.</param>
    /// <param name="caller">The caller of the assertion.</param>
    /// <param name="until">The expiry of the assertion.</param>
    /// <returns>Whether the assertion was unused. It is now used.</returns>
    public bool TryUse(string issuer, string id, string caller, DateTimeOffset until) =>
        id.Length <= MaxIdLength && _used.TryAdd(caller, (issuer, id), value: true, until);
}
