using System.Globalization;

namespace McpGuard;

/// <summary>
/// The reason why an instance is not accepted. It is safe for an audit record: it contains no data of the instance, only names
/// from the schema.
/// </summary>
/// <param name="InstancePath">The JSON pointer of the value in the instance. A member that the schema does not name is <c>*</c>.</param>
/// <param name="Keyword">
/// The keyword that refused, or one of <c>case</c>, <c>alike</c>, <c>budget</c>, <c>depth</c>, <c>text</c>, <c>false</c>,
/// <c>unbound</c>, <c>unknown</c>, <c>default</c>, <c>encoding</c>.
/// </param>
/// <param name="SchemaPath">The path of the keyword in the policy document.</param>
internal sealed record SchemaFailure(string InstancePath, string Keyword, string SchemaPath)
{
    /// <summary>A member whose name differs only in case from one that the schema constrains.</summary>
    public const string Case = "case";

    /// <summary>A value that a server may bind to the same .NET value as a forbidden one.</summary>
    public const string Alike = "alike";

    /// <summary>The placeholder in a path for a member that the schema does not name.</summary>
    public const string AnyMember = "*";

    /// <summary>The evaluation exceeds its work limit.</summary>
    public const string Budget = "budget";

    /// <summary>The instance, or the path through the schema, is nested too deep.</summary>
    public const string Depth = "depth";

    /// <summary>A string or name that is not valid Unicode.</summary>
    public const string Text = "text";

    /// <summary>The schema is <c>false</c>.</summary>
    public const string Never = "false";

    /// <summary>The type differs from the type that the keywords imply.</summary>
    public const string Type = "type";

    /// <summary>A value that cannot be read as the type of its parameter.</summary>
    public const string Unbound = "unbound";

    /// <summary>A value of a parameter whose type is known on the server only.</summary>
    public const string Unknown = "unknown";

    /// <summary>A missing argument whose default is unknown.</summary>
    public const string Default = "default";

    /// <summary>An ambiguous URI: two parsers may read it as different URIs.</summary>
    public const string Encoding = "encoding";

    /// <summary>
    /// Whether the result is undecided: a server may read the instance differently, or the instance exceeds a bound.
    /// </summary>
    public bool IsUndecided { get; init; }

    /// <summary>Whether the running server can decide what is undecided here.</summary>
    public bool IsUnknown => Keyword == Unknown;

    /// <summary>The JSON pointer of a member of the arguments (RFC 6901).</summary>
    public static string Pointer(string name) =>
        "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}

/// <summary>One step of a path in an instance: the name of a member, or the index of an item.</summary>
internal readonly record struct PathSegment(string? Name, int Index = 0)
{
    public static string Pointer(IEnumerable<PathSegment> path) => string.Concat(path.Select(segment => $"/{segment}"));

    public override string ToString() =>
        Name?.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) ?? Index.ToString(CultureInfo.InvariantCulture);
}
