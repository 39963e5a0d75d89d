using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// Remembers what verified tokens say, by the SHA-256 of the token and never by the token itself.
/// </summary>
internal sealed class VerifiedTokenCache(IOptions<McpGuardOptions> options) : IDisposable
{
    private sealed record Entry(DelegatedCaller Caller, int Generation);

    private readonly MemoryCache _entries = new(new MemoryCacheOptions { SizeLimit = options.Value.TokenCacheSize });

    /// <summary>Finds what a token says, if it was verified by keys of the present generation.</summary>
    public DelegatedCaller? Find(in TokenHash hash, int generation) =>
        _entries.TryGetValue(hash, out Entry? entry) && entry!.Generation == generation ? entry.Caller : null;

    public void Add(in TokenHash hash, DelegatedCaller caller, int generation, TimeSpan lifetime)
    {
        // The token may have ended while it was verified.
        if (lifetime <= TimeSpan.Zero)
            return;

        using var entry = _entries.CreateEntry(hash);
        entry.Value = new Entry(caller, generation);
        entry.Size = 1;
        entry.AbsoluteExpirationRelativeToNow = lifetime;
    }

    public void Dispose() => _entries.Dispose();

    /// <summary>The SHA-256 of a token.</summary>
    internal readonly record struct TokenHash(ulong A, ulong B, ulong C, ulong D)
    {
        private const int UsualLength = 2048;

        public static TokenHash Of(string token)
        {
            Span<byte> bytes = stackalloc byte[token.Length <= UsualLength ? UsualLength : TokenLimits.TokenLength];
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(bytes[..Encoding.Latin1.GetBytes(token, bytes)], hash);
            var words = MemoryMarshal.Cast<byte, ulong>(hash);
            return new(words[0], words[1], words[2], words[3]);
        }
    }
}
