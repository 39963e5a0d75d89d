using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGuard;

/// <summary>The type of a parameter or member. Two values are the same for the target if their bound forms are equal.</summary>
internal abstract class BoundType
{
    /// <summary>The canonical form of a value of this type, or null if the value cannot be bound.</summary>
    public abstract JsonElement? BindOrNone(JsonElement value);

    /// <summary>The bound forms of a literal of a rule. A literal that cannot be bound is unchanged.</summary>
    public virtual IEnumerable<JsonElement> FormsOf(JsonElement literal) => [BindOrNone(literal) ?? literal];

    /// <summary>The type of a member, or null if it is not known.</summary>
    public virtual BoundType? Member(string name) => null;

    /// <summary>The names of the members that are known.</summary>
    public virtual IReadOnlyCollection<string> MemberNames => [];

    /// <summary>The type of a member whose name is not known, or null if that is not known.</summary>
    public virtual BoundType? AnyMember => null;

    /// <summary>All possible member names of a value, or null if other names are possible or unknown.</summary>
    public virtual IReadOnlyCollection<string>? AllNames => null;

    /// <summary>The type of an item, or null if it is not known.</summary>
    public virtual BoundType? Item => null;

    protected static JsonElement Text(string text) => JsonSerializer.SerializeToElement(JsonValue.Create(text), McpJson.Node);
}

/// <summary>One of several possible types. A literal has the bound forms of all of them.</summary>
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

    public static BoundType? Of(IEnumerable<BoundType?> types)
    {
        var distinct = types.OfType<BoundType>().SelectMany(type => type is AnyBoundType any ? any._types : [type]).Distinct();
        return distinct.ToArray() switch
        {
            [] => null,
            [var only] => only,
            var several => new AnyBoundType(several),
        };
    }

    public override JsonElement? BindOrNone(JsonElement value) => value;

    // The unchanged literal is included, because the type of a member may be unknown.
    public override IEnumerable<JsonElement> FormsOf(JsonElement literal) => _types.SelectMany(type => type.FormsOf(literal)).Prepend(literal);

    // A recursive type has few possible types at any depth.
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
