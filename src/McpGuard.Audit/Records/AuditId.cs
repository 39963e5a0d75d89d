using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>
/// An identifier of an operation or a record. Identifiers sort by time and are unique, also across machines. A counter costs a call less than
/// the system's random numbers. A guessed identifier gives no access.
/// </summary>
internal readonly record struct AuditId
{
    private const int Length = 28;

    private static readonly int _process = RandomNumberGenerator.GetInt32(int.MaxValue);
    private static int _counter = RandomNumberGenerator.GetInt32(int.MaxValue);

    private readonly string? _text;
    private readonly long _milliseconds;
    private readonly int _number;

    /// <summary>An identifier from elsewhere.</summary>
    public AuditId(string text) => _text = text;

    private AuditId(long milliseconds, int number) => (_milliseconds, _number) = (milliseconds, number);

    /// <summary>The time in milliseconds, a number of the process, a number of the operation.</summary>
    public static AuditId Next(TimeProvider time) => new(time.GetUtcNow().ToUnixTimeMilliseconds(), Interlocked.Increment(ref _counter));

    public AuditId WithText() => _text is null ? new(ToString()) : this;

    /// <summary>Writes the identifier as a member of an object.</summary>
    public void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name)
    {
        if (_text is not null)
        {
            json.WriteString(name, _text);
            return;
        }

        Span<byte> text = stackalloc byte[Length];
        _milliseconds.TryFormat(text, out _, "x12", CultureInfo.InvariantCulture);
        _process.TryFormat(text[12..], out _, "x8", CultureInfo.InvariantCulture);
        _number.TryFormat(text[20..], out _, "x8", CultureInfo.InvariantCulture);
        json.WriteString(name, text);
    }

    public override string ToString() => _text ??
        string.Create(CultureInfo.InvariantCulture, stackalloc char[Length], $"{_milliseconds:x12}{_process:x8}{_number:x8}");
}
