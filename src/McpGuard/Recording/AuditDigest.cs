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
    private readonly DigestPool _pool;

    public AuditDigest(IOptions<McpGuardOptions> options)
    {
        _pool = new(options.Value.Audit.DigestKey is { } configured
            ? Convert.FromBase64String(configured)
            : RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes));
    }

    /// <summary>
    /// A digest of the names, in order, each with its value as sent. Each part has its length as prefix, so that two different sets of
    /// arguments never give the same input.
    /// </summary>
    public (RecordDigest Digest, int Bytes) OfArguments(string[] sortedNames, IDictionary<string, JsonElement> arguments)
    {
        var state = _pool.Rent();
        try
        {
            state.Clear();
            foreach (var name in sortedNames)
            {
                WriteText(state.Content, name);
                var value = arguments[name].ValueKind == JsonValueKind.Undefined ? "null"u8 : JsonMarshal.GetRawUtf8Value(arguments[name]);
                WriteLength(state.Content, value.Length);
                state.Content.Write(value);
            }

            return (Finish(state), state.Content.WrittenCount - (2 * sizeof(int) * sortedNames.Length));
        }
        finally
        {
            _pool.Return(state);
        }
    }

    /// <summary>A digest of a value as JSON, exactly as sent.</summary>
    public (RecordDigest Digest, int Bytes) OfJson<T>(T value, JsonTypeInfo<T> type) =>
        OfJson((value, type), static (json, given) => JsonSerializer.Serialize(json, given.value, given.type));

    /// <summary>A digest of the JSON that is written for a value.</summary>
    public (RecordDigest Digest, int Bytes) OfJson<T>(T value, Action<Utf8JsonWriter, T> write)
    {
        var state = _pool.Rent();
        try
        {
            state.Clear();
            write(state.Json, value);
            state.Json.Flush();
            return (Finish(state), state.Content.WrittenCount);
        }
        finally
        {
            _pool.Return(state);
        }
    }

    /// <summary>A digest of strings, each with its length as prefix.</summary>
    public string OfTexts(params IEnumerable<string> texts)
    {
        var state = _pool.Rent();
        try
        {
            state.Clear();
            foreach (var text in texts)
                WriteText(state.Content, text);

            return Finish(state).ToString()!;
        }
        finally
        {
            _pool.Return(state);
        }
    }

    public void Dispose() => _pool.Dispose();

    private static RecordDigest Finish(DigestState state)
    {
        Span<byte> hash = stackalloc byte[RecordDigest.HashBytes];
        state.Finish(hash);
        return new(hash);
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
