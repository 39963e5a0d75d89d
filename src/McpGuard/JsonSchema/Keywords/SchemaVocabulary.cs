using System.Collections.Frozen;

namespace McpGuard;

/// <summary>The supported keywords, each with the types that it applies to and its reader.</summary>
internal static class SchemaVocabulary
{
    public static readonly FrozenDictionary<string, Definition> Keywords = new Dictionary<string, Definition>
    {
        ["$schema"] = new(JsonTypes.Any, AnnotationKeyword.ReadDraft),
        ["$comment"] = new(JsonTypes.Any, AnnotationKeyword.ReadText),
        ["title"] = new(JsonTypes.Any, AnnotationKeyword.ReadText),
        ["description"] = new(JsonTypes.Any, AnnotationKeyword.ReadText),
        ["examples"] = new(JsonTypes.Any, AnnotationKeyword.ReadExamples),
        ["deprecated"] = new(JsonTypes.Any, AnnotationKeyword.ReadBoolean),
        ["$defs"] = new(JsonTypes.Any, DefinitionsKeyword.Read),
        ["$ref"] = new(JsonTypes.Any, ReferenceKeyword.Read),
        ["type"] = new(JsonTypes.Any, TypeKeyword.Read),
        ["enum"] = new(JsonTypes.Any, EnumKeyword.ReadEnum),
        ["const"] = new(JsonTypes.Any, EnumKeyword.ReadConst),
        ["allOf"] = new(JsonTypes.Any, AllOfKeyword.Read),
        ["anyOf"] = new(JsonTypes.Any, AnyOfKeyword.Read),
        ["oneOf"] = new(JsonTypes.Any, OneOfKeyword.Read),
        ["not"] = new(JsonTypes.Any, NotKeyword.Read),
        ["if"] = new(JsonTypes.Any, IfKeyword.Read),
        ["then"] = new(JsonTypes.Any, IfKeyword.ReadBranch),
        ["else"] = new(JsonTypes.Any, IfKeyword.ReadBranch),
        ["minimum"] = new(JsonTypes.Number, RangeKeyword.Reading(order => order >= 0)),
        ["maximum"] = new(JsonTypes.Number, RangeKeyword.Reading(order => order <= 0)),
        ["exclusiveMinimum"] = new(JsonTypes.Number, RangeKeyword.Reading(order => order > 0)),
        ["exclusiveMaximum"] = new(JsonTypes.Number, RangeKeyword.Reading(order => order < 0)),
        ["multipleOf"] = new(JsonTypes.Number, MultipleOfKeyword.Read),
        ["minLength"] = new(JsonTypes.String, CountKeyword.ReadingMin(CountKeyword.Characters)),
        ["maxLength"] = new(JsonTypes.String, CountKeyword.ReadingMax(CountKeyword.Characters)),
        ["pattern"] = new(JsonTypes.String, PatternKeyword.Read),
        ["format"] = new(JsonTypes.String, FormatKeyword.Read),
        ["prefixItems"] = new(JsonTypes.Array, ItemsKeyword.ReadPrefix),
        ["items"] = new(JsonTypes.Array, ItemsKeyword.Read),
        ["contains"] = new(JsonTypes.Array, ContainsKeyword.Read),
        ["minContains"] = new(JsonTypes.Array, ContainsKeyword.ReadBound),
        ["maxContains"] = new(JsonTypes.Array, ContainsKeyword.ReadBound),
        ["minItems"] = new(JsonTypes.Array, CountKeyword.ReadingMin(CountKeyword.Items)),
        ["maxItems"] = new(JsonTypes.Array, CountKeyword.ReadingMax(CountKeyword.Items)),
        ["uniqueItems"] = new(JsonTypes.Array, UniqueItemsKeyword.Read),
        ["properties"] = new(JsonTypes.Object, PropertiesKeyword.Read),
        ["patternProperties"] = new(JsonTypes.Object, PatternPropertiesKeyword.Read),
        ["additionalProperties"] = new(JsonTypes.Object, AdditionalPropertiesKeyword.Read),
        ["propertyNames"] = new(JsonTypes.Object, PropertyNamesKeyword.Read),
        ["minProperties"] = new(JsonTypes.Object, CountKeyword.ReadingMin(CountKeyword.Members)),
        ["maxProperties"] = new(JsonTypes.Object, CountKeyword.ReadingMax(CountKeyword.Members)),
        ["required"] = new(JsonTypes.Object, RequiredKeyword.Read),
        ["dependentRequired"] = new(JsonTypes.Object, DependentRequiredKeyword.Read),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // Keywords of the standard that are not supported, with the alternative.
    private static readonly FrozenDictionary<string, string> _refused = new Dictionary<string, string>
    {
        ["$id"] = "is not supported: a reference is found by where it points, as in '#/$defs/name'.",
        ["$anchor"] = "is not supported: a reference is found by where it points, as in '#/$defs/name'.",
        ["$dynamicRef"] = "is not supported: use '$ref'.",
        ["$dynamicAnchor"] = "is not supported: use '$ref'.",
        ["$vocabulary"] = "is not supported.",
        ["definitions"] = "is of an older draft: use '$defs'.",
        ["dependencies"] = "is of an older draft: use 'dependentRequired', or 'if' and 'then'.",
        ["additionalItems"] = "is of an older draft: use 'prefixItems' and 'items'.",
        ["dependentSchemas"] = "is not supported: use 'if' and 'then'.",
        ["unevaluatedProperties"] = "is not supported: use 'additionalProperties'.",
        ["unevaluatedItems"] = "is not supported: use 'items'.",
        ["default"] = "would do nothing: the defaults of the tool are those that count.",
        ["readOnly"] = "would do nothing.",
        ["writeOnly"] = "would do nothing.",
        ["contentEncoding"] = "would do nothing: no content is decoded.",
        ["contentMediaType"] = "would do nothing: no content is decoded.",
        ["contentSchema"] = "would do nothing: no content is decoded.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Explains why a keyword is not supported.</summary>
    public static string Explain(string keyword) =>
        _refused.TryGetValue(keyword, out var reason) ? reason : $"is not a keyword{NearestName.Suggest(keyword, Keywords.Keys)}";

    internal sealed record Definition(JsonTypes AppliesTo, Func<KeywordReader, SchemaKeyword?> Read);
}
