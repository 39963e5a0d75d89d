namespace McpGuard;

/// <summary>
/// Infers the types that the keywords of one schema object allow. The standard ignores a keyword for values of another type.
/// Here a keyword implies its type, unless <c>type</c> is present.
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

    /// <summary>Returns the implied types, and reports keywords that have no effect or that contradict each other.</summary>
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
