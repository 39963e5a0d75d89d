using System.Globalization;
using System.Text.Json;

namespace McpGuard;

/// <summary>
/// Reads one object of a policy document member by member. A problem is noted with its JSON path, and reading continues, so that all
/// problems are reported at once. Member names are compared ignoring case, as in every configuration.
/// </summary>
internal sealed class PolicyObject
{
    // A number alone would mean days, which is rarely intended.
    private static readonly string[] _durations = [@"hh\:mm\:ss", @"hh\:mm\:ss\.FFF", @"d\.hh\:mm\:ss"];

    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public PolicyObject(JsonElement json, string path, ICollection<string> problems)
    {
        Path = path;
        Problems = problems;
        if (json.ValueKind != JsonValueKind.Object)
        {
            Wrong(null, "is not an object");
            return;
        }

        foreach (var member in json.EnumerateObject())
        {
            if (!_members.TryAdd(member.Name, member.Value))
                Wrong(null, $"has '{member.Name}' twice");
            if (member.Value.ValueKind == JsonValueKind.Null)
                Wrong(member.Name, "is null, which has no meaning. Remove it");
        }
    }

    public string Path { get; }

    public ICollection<string> Problems { get; }

    public string PathOf(string member) => $"{Path}.{member}";

    /// <summary>Adds a problem with the object, or with one of its members.</summary>
    public void Wrong(string? member, string problem) =>
        Problems.Add($"{(member is null ? Path : PathOf(member))} {problem}{(problem[^1] is '.' or '?' ? "" : ".")}");

    public bool Has(string member) => TryGet(member, out _);

    public string? Text(string member)
    {
        if (!TryGet(member, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString()))
            return value.GetString();

        Wrong(member, "is not a text");
        return null;
    }

    /// <summary>A list of strings, or one string alone. An empty list is refused, since it could mean all or none.</summary>
    public string[] Texts(string member)
    {
        if (!TryGet(member, out var value))
            return [];

        var texts = TextsOf(value) ?? Problem<string[]>(member, "is not a list of texts");
        return texts is { Length: 0 } ? Problem<string[]>(member, "is empty. Leave it out, or name what it is about") ?? [] : texts ?? [];
    }

    /// <summary>A list of lists of strings, or one string alone.</summary>
    public string[][] TextLists(string member)
    {
        if (!TryGet(member, out var value))
            return [];

        if (value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString()))
            return [[value.GetString()!]];

        string[][] lists = value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(TextsOf).OfType<string[]>().Where(list => list.Length > 0)]
            : [];
        return lists.Length > 0 && lists.Length == value.GetArrayLength()
            ? lists
            : Problem<string[][]>(member, "is not a list of lists of texts") ?? [];
    }

    public bool Flag(string member)
    {
        if (!TryGet(member, out var value))
            return false;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();

        return value.ValueKind == JsonValueKind.String && bool.TryParse(value.GetString(), out var flag)
            ? flag
            : Problem<bool>(member, "is neither true nor false");
    }

    public int? Whole(string member, int least, int most)
    {
        if (!TryGet(member, out var value))
            return null;

        var text = value.ValueKind is JsonValueKind.Number or JsonValueKind.String ? value.ToString() : "";
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : Problem<int?>(member, $"is not a whole number between {least} and {most}");
    }

    public TimeSpan? Duration(string member, TimeSpan least, TimeSpan most)
    {
        if (!TryGet(member, out var value))
            return null;

        return value.ValueKind == JsonValueKind.String && TimeSpan.TryParseExact(value.GetString(), _durations, CultureInfo.InvariantCulture, out var span) &&
            span >= least && span <= most
            ? span
            : Problem<TimeSpan?>(member, $"is not a time between {least} and {most}, such as 00:05:00");
    }

    public TimeOnly? TimeOfDay(string member)
    {
        if (!TryGet(member, out var value))
            return null;

        return value.ValueKind == JsonValueKind.String &&
            TimeOnly.TryParseExact(value.GetString(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : Problem<TimeOnly?>(member, "is not a time of day such as 08:30");
    }

    public T? Choice<T>(string member)
        where T : struct, Enum
    {
        if (Text(member) is not { } text)
            return null;

        return ChoiceOf<T>(text) ?? Problem<T?>(member, $"is '{text}', which is not one of {string.Join(", ", Enum.GetNames<T>())}");
    }

    public T[] Choices<T>(string member)
        where T : struct, Enum
    {
        var texts = Texts(member);
        foreach (var text in texts.Where(text => ChoiceOf<T>(text) is null))
            Wrong(member, $"has '{text}', which is not one of {string.Join(", ", Enum.GetNames<T>())}");

        return [.. texts.Select(ChoiceOf<T>).OfType<T>()];
    }

    public PolicyObject? Object(string member) => TryGet(member, out var value) ? new PolicyObject(value, PathOf(member), Problems) : null;

    /// <summary>A list of objects.</summary>
    public PolicyObject[] Objects(string member)
    {
        if (!TryGet(member, out var value))
            return [];

        return value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
            ? [.. value.EnumerateArray().Select((item, index) => new PolicyObject(item, $"{PathOf(member)}[{index}]", Problems))]
            : Problem<PolicyObject[]>(member, "is not a list with entries") ?? [];
    }

    /// <summary>Objects under names that the author chooses.</summary>
    public (string Name, PolicyObject Object)[] Named(string member)
    {
        if (!TryGet(member, out var value))
            return [];

        if (value.ValueKind != JsonValueKind.Object)
            return Problem<(string, PolicyObject)[]>(member, "is not an object") ?? [];

        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in value.EnumerateObject().Where(item => !names.Add(item.Name)))
            Wrong(member, $"has '{item.Name}' twice");

        return [.. value.EnumerateObject().Select(item => (item.Name, new PolicyObject(item.Value, $"{PathOf(member)}.{item.Name}", Problems)))];
    }

    public JsonElement? Json(string member) => TryGet(member, out var value) ? value : null;

    /// <summary>Adds a problem for each unknown member.</summary>
    public void Finish()
    {
        foreach (var name in _members.Keys.Where(name => !_known.Contains(name)))
            Wrong(null, $"has '{name}', which is unknown here{NearestName.Suggest(name, _known)}");
    }

    private static T? ChoiceOf<T>(string text)
        where T : struct, Enum =>
        Enum.GetValues<T>().Where(value => value.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)).Select(value => (T?)value).FirstOrDefault();

    private static string[]? TextsOf(JsonElement value)
    {
        if (IsEmpty(value))
            return [];
        if (value.ValueKind == JsonValueKind.String)
            return [value.GetString()!];
        if (value.ValueKind != JsonValueKind.Array)
            return null;

        string[] texts =
        [
            .. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)
                .Where(text => !string.IsNullOrWhiteSpace(text)),
        ];
        return texts.Length == value.GetArrayLength() ? texts : null;
    }

    // A configuration turns an empty list into this.
    private static bool IsEmpty(JsonElement value) => value.ValueKind == JsonValueKind.String && value.ValueEquals("");

    private bool TryGet(string member, out JsonElement value)
    {
        _known.Add(member);
        return _members.TryGetValue(member, out value) && value.ValueKind != JsonValueKind.Null;
    }

    private T? Problem<T>(string member, string problem)
    {
        Wrong(member, problem);
        return default;
    }
}
