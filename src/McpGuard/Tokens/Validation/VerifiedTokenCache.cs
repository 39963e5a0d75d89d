using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// Remembers what verified tokens say, by the SHA-256 of the token and never by the token itself.
/// </summary>
internal sealed class VerifiedTokenCache(IOptions<McpGuardOptions> options, TimeProvider time) : IDisposable
{
    private readonly MemoryCache _entries = new(new MemoryCacheOptions { SizeLimit = options.Value.TokenCacheSize, Clock = new GuardClock(time) });

    /// <summary>Finds what is known of a token, if that still holds.</summary>
    public Verification? Find(in TokenHash hash) =>
        _entries.TryGetValue(hash, out Verification? known) && known!.IsCurrent ? known : null;

    public void Add(in TokenHash hash, Verification verification)
    {
        // The token may have ended while it was verified.
        if (verification.GoodFor <= TimeSpan.Zero)
            return;

        using var entry = _entries.CreateEntry(hash);
        entry.Value = verification;
        entry.Size = 1;

        // Whoever sends made-up tokens must not push the good ones out.
        entry.Priority = verification.Result.IsAccepted ? CacheItemPriority.Normal : CacheItemPriority.Low;
        entry.AbsoluteExpirationRelativeToNow = verification.GoodFor;
    }

    public void Dispose() => _entries.Dispose();
}
