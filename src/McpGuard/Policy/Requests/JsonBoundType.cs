using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace McpGuard;

/// <summary>
/// A type that the serializer binds JSON to. The bound form is the JSON of the value after reading: with rounded numbers, declared
/// names of enumerations and members, and without unknown members.
/// </summary>
internal sealed class JsonBoundType(JsonTypeInfo type) : BoundType
{
    // One instance per type, so that recursive types end.
    private static readonly ConditionalWeakTable<JsonTypeInfo, JsonBoundType> _all = [];

    private static readonly Type[] _timeTypes = [typeof(DateTime), typeof(DateTime?)];

    private readonly Dictionary<string, BoundType?> _members = new(StringComparer.Ordinal);
    private BoundType? _item;
    private BoundType? _anyMember;
    private bool _hasItem;
    private bool _hasAnyMember;

    /// <summary>Whether the target receives the JSON itself, so that nothing is bound.</summary>
    public bool IsJson { get; } = type.Type == typeof(object) || type.Type == typeof(JsonElement) || type.Type == typeof(JsonDocument)
        || typeof(JsonNode).IsAssignableFrom(type.Type);

    public override BoundType? Item
    {
        get
        {
            if (!_hasItem)
            {
                _item = type is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element } ? Of(element, type.Options) : null;
                _hasItem = true;
            }

            return _item;
        }
    }

    public override JsonElement? BindOrNone(JsonElement value)
    {
        if (IsJson)
            return value;

        try
        {
            var bound = value.Deserialize(type);
            return bound is null
                ? JsonElement.Parse("null"u8)
                : JsonSerializer.SerializeToElement(bound, CanonicalOptions.Of(type.Options).GetTypeInfo(type.Type));
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // Converters and constructors are the author's and may throw anything.
            return null;
        }
    }

    /// <summary>Whether members have names that the serializer reads ignoring case.</summary>
    public bool HasProperties => Contract.Kind == JsonTypeInfoKind.Object;

    // A type with a custom converter, extension data or derived types may read other members.
    public override IReadOnlyCollection<string>? AllNames =>
        Contract is { Kind: JsonTypeInfoKind.Object, PolymorphismOptions: null } contract && !contract.Properties.Any(property => property.IsExtensionData)
        ? contract.Properties.Select(property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase)
        : null;

    public override IEnumerable<JsonElement> FormsOf(JsonElement literal) =>
        _timeTypes.Contains(type.Type) && BindOrNone(literal) is { ValueKind: JsonValueKind.String } bound
            ? CanonicalTime.FormsOf(bound)
            : base.FormsOf(literal);

    public override IReadOnlyCollection<string> MemberNames =>
    [
        .. Contracts.Where(contract => contract.Kind == JsonTypeInfoKind.Object).SelectMany(contract => contract.Properties)
            .Select(property => property.Name).Distinct(),
    ];

    public override BoundType? AnyMember
    {
        get
        {
            if (!_hasAnyMember)
            {
                _anyMember = Contract is { Kind: JsonTypeInfoKind.Dictionary, ElementType: { } element }
                    ? Of(element, type.Options)
                    : AnyBoundType.Of(MemberNames.Select(Member));
                _hasAnyMember = true;
            }

            return _anyMember;
        }
    }

    public override BoundType? Member(string name)
    {
        lock (_members)
        {
            if (!_members.TryGetValue(name, out var member))
                _members[name] = member = AnyBoundType.Of(Contracts.Select(contract => TypeOf(contract, name))
                    .OfType<Type>().Distinct().Select(of => Of(of, type.Options)));

            return member;
        }
    }

    // Facts about a nullable structure are facts about the structure.
    private JsonTypeInfo Contract => Nullable.GetUnderlyingType(type.Type) is { } underlying ? type.Options.GetTypeInfo(underlying) : type;

    // A value of a base type may be of a derived type with more members.
    private IEnumerable<JsonTypeInfo> Contracts =>
    [
        Contract,
        .. (Contract.PolymorphismOptions?.DerivedTypes ?? []).Select(derived => derived.DerivedType)
            .Where(derived => derived != type.Type).Select(type.Options.GetTypeInfo),
    ];

    public static JsonBoundType? Of(Type type, JsonSerializerOptions options)
    {
        try
        {
            return _all.GetValue(options.GetTypeInfo(type), static known => new JsonBoundType(known));
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static Type? TypeOf(JsonTypeInfo contract, string name) => contract switch
    {
        { Kind: JsonTypeInfoKind.Dictionary } dictionary => dictionary.ElementType,
        { Kind: JsonTypeInfoKind.Object } =>
            (Find(contract, name, StringComparison.Ordinal) ?? Find(contract, name, StringComparison.OrdinalIgnoreCase)) is { CustomConverter: null } property
                ? property.PropertyType
                : null,
        _ => null,
    };

    private static JsonPropertyInfo? Find(JsonTypeInfo contract, string name, StringComparison comparison) =>
        contract.Properties.FirstOrDefault(property => property.Name.Equals(name, comparison));
}
