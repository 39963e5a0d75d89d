using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGuard;

/// <summary>A type that values are bound to. Two values are the same for the target if they have the same bound form.</summary>
internal abstract class BoundType
{
    /// <summary>The value in the one form in which values of this type are compared; null if it cannot be bound.</summary>
    public abstract JsonElement? TryBind(JsonElement value);

    /// <summary>The forms that a literal of a rule may have once it is bound. A literal that cannot be bound stays as it is.</summary>
    public virtual IEnumerable<JsonElement> FormsOf(JsonElement literal) => [TryBind(literal) ?? literal];

    /// <summary>The type of a member, or null if it is not known.</summary>
    public virtual BoundType? Member(string name) => null;

    /// <summary>The names of the members that are known.</summary>
    public virtual IReadOnlyCollection<string> MemberNames => [];

    /// <summary>The type of a member whose name is not known, or null if that is not known.</summary>
    public virtual BoundType? AnyMember => null;

    /// <summary>All names that members of a value can have for the target; null if they can have others, or that is not known.</summary>
    public virtual IReadOnlyCollection<string>? AllNames => null;

    /// <summary>The type of an item, or null if it is not known.</summary>
    public virtual BoundType? Item => null;

    protected static JsonElement Text(string text) => JsonSerializer.SerializeToElement(JsonValue.Create(text), McpJson.Node);
}
