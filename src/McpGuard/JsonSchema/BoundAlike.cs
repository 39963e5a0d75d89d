using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace McpGuard;

/// <summary>
/// Finds values that a server may bind as one of some other values: System.Text.Json reads the names of enumerations ignoring
/// case, from lists and by number, numbers out of texts, rounds numbers that have too many digits, and knows members in any case.
/// </summary>
internal sealed class BoundAlike
{
    private readonly FrozenSet<JsonValueKind> _kinds;
    private readonly FrozenSet<string> _texts;
    private readonly FrozenSet<double> _doubles;
    private readonly FrozenSet<decimal> _decimals;
    private readonly bool _hasIntegers;
    private readonly BoundAlike[][] _arrays;
    private readonly Dictionary<string, BoundAlike>[] _objects;

    public BoundAlike(params IReadOnlyCollection<JsonElement> values)
    {
        var byKind = values.ToLookup(value => value.ValueKind);
        RoundedNumber[] numbers = [.. byKind[JsonValueKind.Number].Select(RoundedNumber.Of)];
        _kinds = values.Select(value => value.ValueKind).ToFrozenSet();
        _texts = byKind[JsonValueKind.String].Select(text => text.GetString()!).ToFrozenSet(FoldedComparer.Instance);
        _doubles = numbers.Select(number => number.Double).ToFrozenSet();
        _decimals = numbers.Select(number => number.Decimal).OfType<decimal>().ToFrozenSet();
        _hasIntegers = byKind[JsonValueKind.Number].Any(number => JsonNumber.Of(number).IsInteger);
        _arrays = [.. byKind[JsonValueKind.Array].Select(array => array.EnumerateArray().Select(item => new BoundAlike(item)).ToArray())];
        _objects = [.. byKind[JsonValueKind.Object].Select(MembersOf)];
    }

    /// <summary>How many values a list or an object is compared with.</summary>
    public int Looks => _arrays.Length + _objects.Length;

    /// <summary>Whether a value is, or may be bound as, one of the values.</summary>
    public bool Contains(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => IsText(value.GetString()!),
        JsonValueKind.Number => IsNumber(value),
        JsonValueKind.Array => Array.Exists(_arrays, array => IsArray(value, array)),
        JsonValueKind.Object => Array.Exists(_objects, members => IsObject(value, members)),
        var kind => _kinds.Contains(kind),
    };

    /// <summary>Whether a text may stand for a whole number, as the name of an enumeration, or names, that it looks like.</summary>
    public static bool MayBeNumber(string text) =>
        double.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out _) || Array.Exists(Split(text), IsNameLike);

    private bool IsText(string text) =>
        Array.Exists(Split(text), IsName) ||
        (double.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out var number) && _doubles.Contains(number)) ||
        (decimal.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out var exact) && _decimals.Contains(exact));

    // The names and the numbers of an enumeration stand for each other, and which for which is not known here.
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

    private static bool IsArray(JsonElement value, BoundAlike[] items) =>
        value.GetArrayLength() == items.Length && value.EnumerateArray().Zip(items).All(pair => pair.Second.Contains(pair.First));

    private static bool IsObject(JsonElement value, Dictionary<string, BoundAlike> members) =>
        value.GetPropertyCount() == members.Count && value.EnumerateObject().All(member => members.TryGetValue(member.Name, out var own) && own.Contains(member.Value));

    private static Dictionary<string, BoundAlike> MembersOf(JsonElement value)
    {
        var members = new Dictionary<string, BoundAlike>(FoldedComparer.Instance);
        foreach (var member in value.EnumerateObject())
            members[member.Name] = new BoundAlike(member.Value);

        return members;
    }
}
