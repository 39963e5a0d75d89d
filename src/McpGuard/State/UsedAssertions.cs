namespace McpGuard;

/// <summary>
/// Remembers which assertions have been used, each until it could count no more anyway. One that cannot be remembered does not
/// count; no caller can fill the memory for the others.
/// </summary>
internal sealed class UsedAssertions(TimeProvider time)
{
    public const int MaxEntries = 100_000;

    private const int MaxIdLength = 256;

    private readonly SharedTable<(string Issuer, string Id), bool> _used = new(MaxEntries, time);

    /// <param name="issuer">Who has signed the assertion.</param>
    /// <param name="id">The assertion's identifier, which is the issuer's own.</param>
    /// <param name="caller">Whose assertion it is.</param>
    /// <param name="until">When the assertion ends.</param>
    /// <returns>Whether the assertion had not been used, and is now.</returns>
    public bool TryUse(string issuer, string id, string caller, DateTimeOffset until) =>
        id.Length <= MaxIdLength && _used.TryAdd(caller, (issuer, id), value: true, until);
}
