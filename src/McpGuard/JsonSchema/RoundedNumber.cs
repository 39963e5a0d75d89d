using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace McpGuard;

/// <summary>What a server may make of a number that has more digits than it has room for: the nearest <c>double</c> or <c>decimal</c>.</summary>
internal sealed class RoundedNumber(ReadOnlySpan<byte> digits)
{
    private const int MaxDigits = 64;

    public double Double { get; } = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);

    public decimal? Decimal { get; } = decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    public static RoundedNumber Of(JsonElement number) => new(JsonMarshal.GetRawUtf8Value(number));

    /// <summary>Whether two numbers that are not the same may become so.</summary>
    public bool IsAlike(RoundedNumber other) => Double.Equals(other.Double) || (Decimal is { } own && own == other.Decimal);

    /// <summary>Whether what the number may become is of some kind.</summary>
    public bool MayBe(Func<JsonNumber, bool> kind)
    {
        Span<byte> text = stackalloc byte[MaxDigits];
        return (double.IsFinite(Double) && Double.TryFormat(text, out var length, default, CultureInfo.InvariantCulture) && kind(new JsonNumber(text[..length]))) ||
            (Decimal is { } own && own.TryFormat(text, out length, default, CultureInfo.InvariantCulture) && kind(new JsonNumber(text[..length])));
    }
}
