using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace McpGuard;

/// <summary>A keyed hash, and the buffer of what is hashed. Used by one thread at a time.</summary>
internal sealed class DigestState : IDisposable
{
    private const int MaxKeptBytes = 64 * 1024;

    private readonly IncrementalHash _hash;

    public DigestState(byte[] key)
    {
        _hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Json = new Utf8JsonWriter(Content);
    }

    public ArrayBufferWriter<byte> Content { get; } = new(256);

    /// <summary>Writes to <see cref="Content"/>.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>Whether the buffer is small enough to be kept.</summary>
    public bool IsSmall => Content.Capacity <= MaxKeptBytes;

    /// <summary>Starts again, and overwrites what is there.</summary>
    public void Clear()
    {
        Content.ResetWrittenCount();
        Json.Reset();
    }

    public void Finish(Span<byte> digest)
    {
        _hash.AppendData(Content.WrittenSpan);
        _hash.GetHashAndReset(digest);
    }

    public void Dispose()
    {
        _hash.Dispose();
        Json.Dispose();
    }
}
