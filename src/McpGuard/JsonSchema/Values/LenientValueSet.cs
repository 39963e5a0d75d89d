using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace McpGuard;

/// <summary>
/// A set of values that also contains each value that a server may bind to the same .NET value. System.Text.Json reads names of
/// enumerations ignoring case, in lists and by number. It also reads numbers from strings, rounds numbers, and ignores the case of members.
/// </summary>
internal sealed class LenientValueSet
{
    private readonly FrozenSet<JsonValueKind> _kinds;
    private readonly FrozenSet<string> _texts;
    private readonly FrozenSet<double> _doubles;
    private readonly FrozenSet<decimal> _decimals;
    private readonly bool _hasIntegers;
    private readonly LenientValueSet[][] _arrays;
    private readonly Dictionary<string, LenientValueSet>[] _objects;

    public LenientValueSet(params IReadOnlyCollection<JsonElement> values)
    {
        var byKind = values.ToLookup(value => value.ValueKind);
        RoundedNumber[] numbers = [.. byKind[JsonValueKind.Number].Select(RoundedNumber.Of)];
        _kinds = values.Select(value => value.ValueKind).ToFrozenSet();
        _texts = byKind[JsonValueKind.String].Select(text => text.GetString()!).ToFrozenSet(FoldedComparer.Instance);
        _doubles = numbers.Select(number => number.Double).ToFrozenSet();
        _decimals = numbers.Select(number => number.Decimal).OfType<decimal>().ToFrozenSet();
        _hasIntegers = byKind[JsonValueKind.Number].Any(number => JsonNumber.Of(number).IsInteger);
        _arrays = [.. byKind[JsonValueKind.Array].Select(array => array.EnumerateArray().Select(item => new LenientValueSet(item)).ToArray())];
        _objects = [.. byKind[JsonValueKind.Object].Select(MembersOf)];
    }

    /// <summary>The number of values that an array or object is compared with.</summary>
    public int Looks => _arrays.Length + _objects.Length;

    /// <summary>Whether a value is one of the values, or may bind to the same .NET value.</summary>
    public bool Contains(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => IsText(value.GetString()!),
        JsonValueKind.Number => IsNumber(value),
        JsonValueKind.Array => Array.Exists(_arrays, array => IsArray(value, array)),
        JsonValueKind.Object => Array.Exists(_objects, members => IsObject(value, members)),
        var kind => _kinds.Contains(kind),
    };

    /// <summary>Whether a text is a number, or looks like one or more names of an enumeration, which have numbers.</summary>
    public static bool MayBeNumber(string text) =>
        double.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out _) || Array.Exists(Split(text), IsNameLike);

    private bool IsText(string text) =>
        Array.Exists(Split(text), IsName) ||
        (double.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out var number) && _doubles.Contains(number)) ||
        (decimal.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out var exact) && _decimals.Contains(exact));

    // A name and a number of an enumeration can be the same value. The mapping is not known here.
    private bool IsName(string text) =>
        (_texts.Count > 0 && (_texts.Contains(text) || long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))) ||
        (_hasIntegers && IsNameLike(text));

    private static bool IsNameLike(string text) => text is ['_', ..] || (text.Length > 0 && char.IsLetter(text[0]));

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries);

    private bool IsNumber(JsonElement value)
    {
        if (_texts.Count > 0 && JsonNumber.Of(value).IsInteger)
            return true;
        if (_doubles.Count == 0)
            return false;

        var number = RoundedNumber.Of(value);
        return _doubles.Contains(number.Double) || (number.Decimal is { } own && _decimals.Contains(own));
    }

    private static bool IsArray(JsonElement value, LenientValueSet[] items) =>
        value.GetArrayLength() == items.Length && value.EnumerateArray().Zip(items).All(pair => pair.Second.Contains(pair.First));

    private static bool IsObject(JsonElement value, Dictionary<string, LenientValueSet> members) =>
        value.GetPropertyCount() == members.Count &&
        value.EnumerateObject().All(member => members.TryGetValue(member.Name, out var own) && own.Contains(member.Value));

    private static Dictionary<string, LenientValueSet> MembersOf(JsonElement value)
    {
        var members = new Dictionary<string, LenientValueSet>(FoldedComparer.Instance);
        foreach (var member in value.EnumerateObject())
            members[member.Name] = new LenientValueSet(member.Value);

        return members;
    }
}
