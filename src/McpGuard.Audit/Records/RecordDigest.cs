using System.Buffers.Binary;
using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>A keyed digest in a record, or none.</summary>
internal readonly record struct RecordDigest
{
    /// <summary>The number of bytes of HMAC-SHA-256.</summary>
    public const int HashBytes = 32;

    private const int TextLength = 12 + (2 * HashBytes);

    private readonly string? _text;
    private readonly UInt128 _first;
    private readonly UInt128 _second;
    private readonly bool _isHash;

    /// <summary>A digest as text, or none.</summary>
    public RecordDigest(string? text) => _text = text;

    public RecordDigest(ReadOnlySpan<byte> hash)
    {
        _first = BinaryPrimitives.ReadUInt128BigEndian(hash);
        _second = BinaryPrimitives.ReadUInt128BigEndian(hash[16..]);
        _isHash = true;
    }

    private static ReadOnlySpan<byte> Prefix => "hmac-sha256:"u8;

    public RecordDigest WithText() => _isHash ? new(ToString()) : this;

    /// <summary>Writes the digest as a member of an object, if there is one.</summary>
    public void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name)
    {
        if (_text is not null)
        {
            json.WriteString(name, _text);
        }
        else if (_isHash)
        {
            Span<byte> text = stackalloc byte[TextLength];
            Format(text);
            json.WriteString(name, text);
        }
    }

    public override string? ToString()
    {
        if (!_isHash)
            return _text;

        Span<byte> text = stackalloc byte[TextLength];
        Format(text);
        return System.Text.Encoding.ASCII.GetString(text);
    }

    private void Format(Span<byte> text)
    {
        Span<byte> hash = stackalloc byte[HashBytes];
        BinaryPrimitives.WriteUInt128BigEndian(hash, _first);
        BinaryPrimitives.WriteUInt128BigEndian(hash[16..], _second);
        Prefix.CopyTo(text);
        Convert.TryToHexStringLower(hash, text[Prefix.Length..], out _);
    }
}
