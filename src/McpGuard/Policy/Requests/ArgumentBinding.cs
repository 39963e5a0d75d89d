using System.Text.Json;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Binds the arguments of one tool, prompt or resource with its defaults and types. A rule constrains the values that the target
/// receives, so a schema judges these values as well as the values that the client sent.
/// </summary>
internal abstract class ArgumentBinding
{
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private readonly HashSet<string> _members = new(FoldedComparer.Instance);
    private readonly HashSet<string> _constrained = new(StringComparer.Ordinal);

    /// <summary>The member names that the rules of this target constrain, at any depth.</summary>
    protected IReadOnlySet<string> Named => _named;

    /// <summary>The same for members of nested objects, which the serializer reads ignoring case.</summary>
    protected IReadOnlySet<string> NamedMembers => _members;

    /// <summary>The argument names that the rules of this target constrain.</summary>
    protected IReadOnlySet<string> Constrained => _constrained;

    /// <summary>The type of all arguments together.</summary>
    public abstract BoundType Type { get; }

    public static ArgumentBinding? Of(TargetKind kind, string name, IMcpServerPrimitive? primitive) => kind switch
    {
        TargetKind.Tool or TargetKind.Prompt => ParameterBinding.Of(primitive),
        TargetKind.Resource => UriBinding.Of(name, primitive as McpServerResource),
        _ => null,
    };

    /// <summary>Rewrites the literals of a schema to the values that the target receives.</summary>
    public JsonElement Rewrite(ArgumentSchema schema)
    {
        _constrained.UnionWith(schema.ConstrainedNames);
        var rewritten = new SchemaRewriter(schema.Source, _named).Rewrite(Type);
        _members.UnionWith(_named);
        return rewritten;
    }

    /// <summary>Adds the argument at a path of a condition to the constrained names.</summary>
    public void LookAt(ClaimPath path)
    {
        _constrained.Add(path.Steps[0]);
        _named.UnionWith(path.Steps);
        _members.UnionWith(path.Steps);
    }

    /// <summary>Reads the arguments of a request, once for all rules.</summary>
    public BoundArguments Read(AccessRequest request)
    {
        if (request.Bound is { } known && ReferenceEquals(known.Binding, this))
            return known.Arguments;

        var arguments = Bind(request);
        request.Bound = (this, arguments);
        return arguments;
    }

    protected abstract BoundArguments Bind(AccessRequest request);

    protected static SchemaFailure Doubt(string name, string keyword) => new(SchemaFailure.Pointer(name), keyword, "") { IsUndecided = true };
}

/// <summary>The arguments of one request in two readings: as sent by the client, and as received by the target.</summary>
/// <param name="Sent">The arguments as sent.</param>
/// <param name="Bound">The arguments as the target receives them, or null if unknown.</param>
/// <param name="Doubt">The reason why <paramref name="Bound"/> is unknown, or null.</param>
/// <param name="WithNulls">
/// <paramref name="Bound"/> with null for each missing parameter whose default is null. Null if no rule constrains such a parameter.
/// </param>
internal sealed record BoundArguments(JsonElement Sent, JsonElement? Bound, SchemaFailure? Doubt = null, JsonElement? WithNulls = null);
