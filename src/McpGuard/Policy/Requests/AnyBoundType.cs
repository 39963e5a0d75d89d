using System.Text.Json;

namespace McpGuard;

/// <summary>One of several types, of which nobody knows which: a literal has the forms that all of them give it.</summary>
internal sealed class AnyBoundType : BoundType
{
    private readonly BoundType[] _types;
    private readonly Dictionary<string, BoundType?> _members = new(StringComparer.Ordinal);
    private readonly Lazy<BoundType?> _anyMember;
    private readonly Lazy<BoundType?> _item;

    private AnyBoundType(BoundType[] types)
    {
        _types = types;
        _anyMember = new(() => Of(types.Select(type => type.AnyMember)));
        _item = new(() => Of(types.Select(type => type.Item)));
    }

    public override IReadOnlyCollection<string> MemberNames => [.. _types.SelectMany(type => type.MemberNames).Distinct()];

    public override BoundType? AnyMember => _anyMember.Value;

    public override BoundType? Item => _item.Value;

    public static BoundType? Of(IEnumerable<BoundType?> types) => types.OfType<BoundType>().SelectMany(type => type is AnyBoundType any ? any._types : [type]).Distinct().ToArray() switch
    {
        [] => null,
        [var only] => only,
        var several => new AnyBoundType(several),
    };

    public override JsonElement? TryBind(JsonElement value) => value;

    // As it is written too, since a member may have no type that is known.
    public override IEnumerable<JsonElement> FormsOf(JsonElement literal) => _types.SelectMany(type => type.FormsOf(literal)).Prepend(literal);

    // The types that may be meant in a type that refers to itself are few, however deep it is.
    public override bool Equals(object? other) => other is AnyBoundType any && any._types.ToHashSet().SetEquals(_types);

    public override int GetHashCode() => _types.Aggregate(0, (hash, type) => hash ^ type.GetHashCode());

    public override BoundType? Member(string name)
    {
        lock (_members)
        {
            if (!_members.TryGetValue(name, out var member))
                _members[name] = member = Of(_types.Select(type => type.Member(name)));

            return member;
        }
    }
}
