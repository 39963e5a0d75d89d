using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>Digests of values that a record does not show: HMAC-SHA-256, since without a secret the digest of a short value could be guessed.</summary>
internal sealed class AuditDigest : IDisposable
{
    private const string Prefix = "hmac-sha256:";

    // Creating a keyed hash costs more than hashing a call's arguments.
    private readonly ThreadLocal<(IncrementalHash Hash, ArrayBufferWriter<byte> Content, Utf8JsonWriter Json)> _state;

    public AuditDigest(IOptions<McpGuardOptions> options)
    {
        var key = options.Value.Audit.DigestKey is { } configured
            ? Convert.FromBase64String(configured)
            : RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
        _state = new(
            () =>
            {
                var content = new ArrayBufferWriter<byte>(256);
                return (IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key), content, new Utf8JsonWriter(content));
            },
            trackAllValues: true);
    }

    /// <summary>
    /// A digest of the names, in order, each with its value as sent. Each part has its length as prefix, so that two different sets of
    /// arguments never give the same input.
    /// </summary>
    public (string Digest, int Bytes) OfArguments(string[] sortedNames, IDictionary<string, JsonElement> arguments)
    {
        var (hash, content, _) = _state.Value;
        content.ResetWrittenCount();
        foreach (var name in sortedNames)
        {
            WriteText(content, name);
            var value = arguments[name].ValueKind == JsonValueKind.Undefined ? "null"u8 : JsonMarshal.GetRawUtf8Value(arguments[name]);
            WriteLength(content, value.Length);
            content.Write(value);
        }

        return (Finish(hash, content), content.WrittenCount - (2 * sizeof(int) * sortedNames.Length));
    }

    /// <summary>A digest of a value as JSON, exactly as sent.</summary>
    public (string Digest, int Bytes) OfJson<T>(T value, JsonTypeInfo<T> type)
    {
        var (hash, content, json) = _state.Value;
        content.ResetWrittenCount();
        json.Reset();
        JsonSerializer.Serialize(json, value, type);
        return (Finish(hash, content), content.WrittenCount);
    }

    /// <summary>A digest of strings, each with its length as prefix.</summary>
    public string OfTexts(params IEnumerable<string> texts)
    {
        var (hash, content, _) = _state.Value;
        content.ResetWrittenCount();
        foreach (var text in texts)
            WriteText(content, text);

        return Finish(hash, content);
    }

    public void Dispose()
    {
        foreach (var (hash, _, json) in _state.Values)
        {
            hash.Dispose();
            json.Dispose();
        }

        _state.Dispose();
    }

    private static string Finish(IncrementalHash hash, ArrayBufferWriter<byte> content)
    {
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        hash.AppendData(content.WrittenSpan);
        hash.GetHashAndReset(digest);

        Span<char> text = stackalloc char[Prefix.Length + (2 * HMACSHA256.HashSizeInBytes)];
        Prefix.CopyTo(text);
        Convert.TryToHexStringLower(digest, text[Prefix.Length..], out _);
        return new string(text);
    }

    private static void WriteText(ArrayBufferWriter<byte> content, string text)
    {
        WriteLength(content, Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, content);
    }

    private static void WriteLength(ArrayBufferWriter<byte> content, int length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(content.GetSpan(sizeof(int)), length);
        content.Advance(sizeof(int));
    }
}
