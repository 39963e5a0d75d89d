using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// Stands for the arguments of a call without showing them: HMAC-SHA-256 over the names, in order, each with its value
/// as it was sent.
/// </summary>
internal sealed class ArgumentDigest(IOptions<McpGuardOptions> options)
{
    private readonly byte[] _key = options.Value.Audit.DigestKey is { } key
        ? Convert.FromBase64String(key)
        : RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    public string Of(string[] sortedNames, IDictionary<string, JsonElement> arguments)
    {
        var content = new ArrayBufferWriter<byte>(256);
        foreach (var name in sortedNames)
        {
            Write(content, JsonEncodedText.Encode(name).EncodedUtf8Bytes);
            Write(content, ":"u8);
            Write(content, arguments[name].ValueKind == JsonValueKind.Undefined ? "null"u8 : JsonMarshal.GetRawUtf8Value(arguments[name]));
            Write(content, "\n"u8);
        }

        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, content.WrittenSpan, digest);
        return $"hmac-sha256:{Convert.ToHexStringLower(digest)}";
    }

    private static void Write(ArrayBufferWriter<byte> content, ReadOnlySpan<byte> bytes) => content.Write(bytes);
}
