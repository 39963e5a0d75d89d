using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>Caches the callers of verified tokens by the SHA-256 of the token. The token itself is not kept.</summary>
internal sealed class VerifiedTokenCache(IOptions<McpGuardOptions> options, TimeProvider time) : IDisposable
{
    private readonly MemoryCache _entries = new(new MemoryCacheOptions { SizeLimit = options.Value.TokenCacheSize, Clock = new GuardClock(time) });

    /// <summary>Finds the cached result of a token, if it is still valid.</summary>
    public TokenVerification? Find(in TokenHash hash) =>
        _entries.TryGetValue(hash, out TokenVerification? known) && known!.IsCurrent ? known : null;

    public void Add(in TokenHash hash, TokenVerification verification)
    {
        // The token may have expired while it was verified.
        if (verification.GoodFor <= TimeSpan.Zero)
            return;

        using var entry = _entries.CreateEntry(hash);
        entry.Value = verification;
        entry.Size = 1;

        // A sender of invalid tokens must not evict the valid ones.
        entry.Priority = verification.Result.IsAccepted ? CacheItemPriority.Normal : CacheItemPriority.Low;
        entry.AbsoluteExpirationRelativeToNow = verification.GoodFor;
    }

    public void Dispose() => _entries.Dispose();
}
