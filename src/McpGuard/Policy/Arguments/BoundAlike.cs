using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace McpGuard;

/// <summary>
/// Finds values that are other values, and that a server may bind as these all the same: System.Text.Json reads the names of
/// enumerations ignoring case, from lists and by number, numbers out of texts, and rounds numbers that have too many digits.
/// </summary>
internal sealed class BoundAlike
{
    private readonly HashSet<string> _texts;
    private readonly byte[][] _numbers;

    public BoundAlike(IEnumerable<JsonElement> values)
    {
        var scalars = values.ToLookup(value => value.ValueKind);
        _texts = new HashSet<string>(scalars[JsonValueKind.String].Select(text => text.GetString()!), FoldedComparer.Instance);
        _numbers = [.. scalars[JsonValueKind.Number].Select(number => JsonMarshal.GetRawUtf8Value(number).ToArray())];
    }

    /// <summary>Whether a number that is another one may become the same when it is rounded.</summary>
    public static bool Numbers(JsonElement number, ReadOnlySpan<byte> other)
    {
        // Whole numbers have types that hold all of their digits.
        if (JsonNumber.Of(number).IsInteger)
            return false;

        var text = JsonMarshal.GetRawUtf8Value(number);
        return double.Parse(text, CultureInfo.InvariantCulture).Equals(double.Parse(other, CultureInfo.InvariantCulture)) ||
            (TryRead(text, out var left) && TryRead(other, out var right) && left == right);

        static bool TryRead(ReadOnlySpan<byte> text, out decimal value) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    public bool Contains(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.Split(',', StringSplitOptions.TrimEntries).Any(IsText),
        JsonValueKind.Number => (_texts.Count > 0 && JsonNumber.Of(value).IsInteger) || Array.Exists(_numbers, number => Numbers(value, number)),
        _ => false,
    };

    private bool IsText(string text) =>
        (_texts.Count > 0 && (_texts.Contains(text) || long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))) ||
        (_numbers.Length > 0 && double.TryParse(text, CultureInfo.InvariantCulture, out _));
}
