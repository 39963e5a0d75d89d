namespace McpGuard;

/// <summary>
/// Why an instance is not accepted, fit for an audit record: nothing of the instance is in it but the names that the schema names too.
/// </summary>
/// <param name="InstancePath">Where in the instance, as a JSON pointer. A member that the schema does not name is <c>*</c>.</param>
/// <param name="Keyword">The keyword that refused, or one of <c>case</c>, <c>alike</c>, <c>budget</c>, <c>depth</c>, <c>text</c>, <c>false</c>, <c>unbound</c>, <c>default</c>, <c>encoding</c>.</param>
/// <param name="SchemaPath">Where in the policy document the keyword stands.</param>
internal sealed record SchemaFailure(string InstancePath, string Keyword, string SchemaPath)
{
    /// <summary>A member whose name differs only in case from one that the schema constrains.</summary>
    public const string Case = "case";

    /// <summary>A value that a server may bind as another, which must not be.</summary>
    public const string Alike = "alike";

    /// <summary>What stands in a path for the name of a member that the schema does not name.</summary>
    public const string AnyMember = "*";

    /// <summary>More work than one evaluation may take.</summary>
    public const string Budget = "budget";

    /// <summary>An instance, or a way through the schema, that is nested too deep.</summary>
    public const string Depth = "depth";

    /// <summary>A string or name that is not valid Unicode.</summary>
    public const string Text = "text";

    /// <summary>A schema that is <c>false</c>, and nothing else.</summary>
    public const string Never = "false";

    /// <summary>Another type than the keywords imply.</summary>
    public const string Type = "type";

    /// <summary>A value that cannot be read as the type of its parameter.</summary>
    public const string Unbound = "unbound";

    /// <summary>An argument that is not there, of a target that gives it a value that is not known.</summary>
    public const string Default = "default";

    /// <summary>A URI that two readers could take for two different ones.</summary>
    public const string Encoding = "encoding";

    /// <summary>
    /// Whether it cannot be told that the instance does not fit: the server may read it otherwise, or there was too much of it.
    /// </summary>
    public bool IsUndecided { get; init; }

    /// <summary>The JSON pointer of a member of the arguments (RFC 6901).</summary>
    public static string Pointer(string name) =>
        "/" + name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
