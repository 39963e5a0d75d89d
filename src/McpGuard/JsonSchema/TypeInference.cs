namespace McpGuard;

/// <summary>
/// What types the keywords of one schema object leave for its value. By the standard a keyword says nothing about a
/// value of another type; here it means that there is none, unless <c>type</c> says otherwise.
/// </summary>
internal sealed class TypeInference(SchemaReader reader, SchemaLocation location)
{
    private readonly List<(string Keyword, JsonTypes AppliesTo)> _keywords = [];
    private JsonTypes? _stated;

    public SchemaKeyword Add(string keyword, JsonTypes appliesTo, SchemaKeyword constraint)
    {
        _keywords.Add((keyword, appliesTo));
        if (constraint is TypeKeyword type)
            _stated = type.Types;

        return constraint;
    }

    /// <summary>Says what types are implied, and reports keywords that could never do anything, or never let anything through.</summary>
    public JsonTypes Implied()
    {
        if (_stated is { } stated)
        {
            foreach (var (keyword, _) in _keywords.Where(keyword => (keyword.AppliesTo & stated) == 0))
                reader.Report(location.Member(keyword), "does nothing, since 'type' allows no value that it applies to.");

            return JsonTypes.Any;
        }

        var implied = _keywords.Aggregate(JsonTypes.Any, (types, keyword) => types & keyword.AppliesTo);
        if (implied == JsonTypes.None)
            reader.Report(location, "has keywords for more than one type, and no 'type' that says which are meant.");

        return implied;
    }
}
