using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// Stands for the arguments of a call without showing them: HMAC-SHA-256 over the names, in order, each with its value
/// as it was sent, and each of these behind its length, so that no two sets of arguments read the same.
/// </summary>
internal sealed class ArgumentDigest : IDisposable
{
    private const string Prefix = "hmac-sha256:";

    // Keying a hash costs more than hashing a call's arguments.
    private readonly ThreadLocal<(IncrementalHash Hash, ArrayBufferWriter<byte> Content)> _state;

    public ArgumentDigest(IOptions<McpGuardOptions> options)
    {
        var key = options.Value.Audit.DigestKey is { } configured
            ? Convert.FromBase64String(configured)
            : RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
        _state = new(() => (IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key), new ArrayBufferWriter<byte>(256)), trackAllValues: true);
    }

    public string Of(string[] sortedNames, IDictionary<string, JsonElement> arguments)
    {
        var (hash, content) = _state.Value;
        content.ResetWrittenCount();
        foreach (var name in sortedNames)
        {
            WriteLength(content, Encoding.UTF8.GetByteCount(name));
            Encoding.UTF8.GetBytes(name, content);

            var value = arguments[name].ValueKind == JsonValueKind.Undefined ? "null"u8 : JsonMarshal.GetRawUtf8Value(arguments[name]);
            WriteLength(content, value.Length);
            content.Write(value);
        }

        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        hash.AppendData(content.WrittenSpan);
        hash.GetHashAndReset(digest);

        Span<char> text = stackalloc char[Prefix.Length + (2 * HMACSHA256.HashSizeInBytes)];
        Prefix.CopyTo(text);
        Convert.TryToHexStringLower(digest, text[Prefix.Length..], out _);
        return new string(text);
    }

    public void Dispose()
    {
        foreach (var (hash, _) in _state.Values)
            hash.Dispose();

        _state.Dispose();
    }

    private static void WriteLength(ArrayBufferWriter<byte> content, int length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(content.GetSpan(sizeof(int)), length);
        content.Advance(sizeof(int));
    }
}
