using System.Text.Json;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// How one tool, prompt or resource gets its arguments: with which defaults, and by which types. A rule is about what the target
/// gets, so a schema is judged on that as well as on what the client has sent.
/// </summary>
internal abstract class ArgumentBinding
{
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private readonly HashSet<string> _members = new(FoldedComparer.Instance);
    private readonly HashSet<string> _constrained = new(StringComparer.Ordinal);

    /// <summary>The names of members that the rules of this target say something about, at whatever depth.</summary>
    protected IReadOnlySet<string> Named => _named;

    /// <summary>The same for members of nested objects, which the serializer reads ignoring case.</summary>
    protected IReadOnlySet<string> NamedMembers => _members;

    /// <summary>The names of arguments that the rules of this target say something about.</summary>
    protected IReadOnlySet<string> Constrained => _constrained;

    /// <summary>What the arguments are bound to, all of them together.</summary>
    public abstract BoundType Type { get; }

    public static ArgumentBinding? Of(TargetKind kind, string name, IMcpServerPrimitive? primitive) => kind switch
    {
        TargetKind.Tool or TargetKind.Prompt => ParameterBinding.Of(primitive),
        TargetKind.Resource => UriBinding.Of(name, primitive as McpServerResource),
        _ => null,
    };

    /// <summary>Rewrites a schema so that its literals are values as the target gets them.</summary>
    public JsonElement Rewrite(ArgumentSchema schema)
    {
        _constrained.UnionWith(schema.ConstrainedNames);
        var rewritten = new SchemaRewriter(schema.Source, _named).Rewrite(Type);
        _members.UnionWith(_named);
        return rewritten;
    }

    /// <summary>Notes that a condition is about the argument where a path leads.</summary>
    public void LookAt(ClaimPath path)
    {
        _constrained.Add(path.Steps[0]);
        _named.UnionWith(path.Steps);
        _members.UnionWith(path.Steps);
    }

    /// <summary>Reads the arguments of a request. It is done once for each request, whatever number of rules look at them.</summary>
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
