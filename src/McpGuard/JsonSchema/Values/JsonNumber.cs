using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace McpGuard;

/// <summary>
/// The exact value of a JSON number: its digits without zeros at either end, and the power of ten of the last digit.
/// The time of a comparison depends on the length of the text, not on the exponent.
/// </summary>
internal readonly ref struct JsonNumber
{
    // Larger exponents are treated as equal. No number of a schema comes near this bound.
    private const long FarExponent = 1_000_000_000_000_000_000;

    private readonly ReadOnlySpan<byte> _whole;
    private readonly ReadOnlySpan<byte> _fraction;
    private readonly int _first;
    private readonly int _count;

    /// <param name="text">The JSON text of the number.</param>
    public JsonNumber(ReadOnlySpan<byte> text)
    {
        var isNegative = text[0] == '-';
        var digits = isNegative ? text[1..] : text;
        var exponentAt = digits.IndexOfAny((byte)'e', (byte)'E');
        var exponent = exponentAt < 0 ? 0 : ReadExponent(digits[(exponentAt + 1)..]);
        var significand = exponentAt < 0 ? digits : digits[..exponentAt];
        var point = significand.IndexOf((byte)'.');
        _whole = point < 0 ? significand : significand[..point];
        _fraction = point < 0 ? [] : significand[(point + 1)..];

        var end = _whole.Length + _fraction.Length;
        while (end > 0 && DigitAt(end - 1) == 0)
            end--;
        while (_first < end && DigitAt(_first) == 0)
            _first++;

        _count = end - _first;
        var sign = isNegative ? -1 : 1;
        Sign = _count == 0 ? 0 : sign;
        Exponent = _count == 0 ? 0 : exponent + _whole.Length - end;
    }

    public static JsonNumber Of(JsonElement number) => new(JsonMarshal.GetRawUtf8Value(number));

    public int Sign { get; }

    /// <summary>The power of ten of the last digit that is not zero.</summary>
    public long Exponent { get; }

    public bool IsInteger => Exponent >= 0;

    public static int Compare(JsonNumber left, JsonNumber right)
    {
        if (left.Sign != right.Sign)
            return left.Sign.CompareTo(right.Sign);

        var order = (left._count + left.Exponent).CompareTo(right._count + right.Exponent);
        for (var index = 0; order == 0 && index < Math.Max(left._count, right._count); index++)
            order = left[index].CompareTo(right[index]);

        return order * left.Sign;
    }

    /// <summary>Whether this is a whole number of times the divisor, which must not be zero.</summary>
    public bool IsMultipleOf(JsonNumber divisor)
    {
        if (Sign == 0)
            return true;

        // The last digit is not zero, so no power of ten can be divided out of the digits.
        var shift = Exponent - divisor.Exponent;
        if (shift < 0)
            return false;

        var modulus = divisor.Remainder(null);
        return (Remainder(modulus) * BigInteger.ModPow(10, shift, modulus) % modulus).IsZero;
    }

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Sign);
        hash.Add(Exponent);
        for (var index = 0; index < _count; index++)
            hash.Add(this[index]);

        return hash.ToHashCode();
    }

    private int this[int index] => index < _count ? DigitAt(_first + index) : 0;

    private int DigitAt(int index) => (index < _whole.Length ? _whole[index] : _fraction[index - _whole.Length]) - '0';

    /// <summary>The remainder of the digits as one whole number. The time is proportional to the number of digits.</summary>
    private BigInteger Remainder(BigInteger? modulus)
    {
        const int DigitsAtOnce = 18;
        var remainder = BigInteger.Zero;
        for (var index = 0; index < _count;)
        {
            var (chunk, scale) = (0L, 1L);
            for (var end = Math.Min(_count, index + DigitsAtOnce); index < end; index++)
            {
                chunk = (chunk * 10) + this[index];
                scale *= 10;
            }

            remainder = (remainder * scale) + chunk;
            if (modulus is { } divisor)
                remainder %= divisor;
        }

        return remainder;
    }

    private static long ReadExponent(ReadOnlySpan<byte> text)
    {
        var isNegative = text[0] == '-';
        var exponent = 0L;
        foreach (var digit in text)
        {
            if (digit is not ((byte)'+' or (byte)'-'))
                exponent = Math.Min(FarExponent, (exponent * 10) + (digit - '0'));
            if (exponent == FarExponent)
                break;
        }

        return isNegative ? -exponent : exponent;
    }
}

/// <summary>The <c>double</c> and the <c>decimal</c> to which a server may round a number.</summary>
internal sealed class RoundedNumber(ReadOnlySpan<byte> digits)
{
    private const int MaxDigits = 64;

    public double Double { get; } = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);

    public decimal? Decimal { get; } = decimal.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    public static RoundedNumber Of(JsonElement number) => new(JsonMarshal.GetRawUtf8Value(number));

    /// <summary>Whether two numbers may round to the same value.</summary>
    public bool IsAlike(RoundedNumber other) => Double.Equals(other.Double) || (Decimal is { } own && own == other.Decimal);

    /// <summary>Whether a rounded value meets a condition.</summary>
    public bool MayBe(Func<JsonNumber, bool> kind)
    {
        Span<byte> text = stackalloc byte[MaxDigits];
        return (double.IsFinite(Double) && Double.TryFormat(text, out var length, default, CultureInfo.InvariantCulture) &&
                kind(new JsonNumber(text[..length]))) ||
            (Decimal is { } own && own.TryFormat(text, out length, default, CultureInfo.InvariantCulture) && kind(new JsonNumber(text[..length])));
    }
}
