namespace McpGuard;

/// <summary>What the configuration adds for one tool, by its name.</summary>
public sealed class ToolOptions
{
    /// <summary>The scopes, all of them, that a call of the tool needs beside those of its attributes.</summary>
    public IList<string> Scopes { get; } = [];

    /// <summary>Through whom the tool may be used, beside what holds for the whole server.</summary>
    public CallerOptions Callers { get; } = new();

    /// <summary>
    /// The digest of the tool's definition (name, title, description, schemas, annotations) as it was reviewed, written
    /// <c>sha256:…</c>. A tool with another one stops the start, which says what its digest is; one that is exchanged or changed later
    /// can be neither listed nor called. Default: none is demanded.
    /// </summary>
    public string? Definition { get; set; }

    /// <summary>
    /// Whether a running call is cancelled as soon as its token has expired or is revoked, and a task of it that has not begun by
    /// then does not begin. Default <see langword="false"/>: what was allowed to start may finish.
    /// </summary>
    public bool EndWithToken { get; set; }

    /// <summary>
    /// What happens to a call with an argument that the tool's schema does not declare. Default:
    /// <see cref="McpGuardOptions.UndeclaredArguments"/>.
    /// </summary>
    public UndeclaredArgumentMode? UndeclaredArguments { get; set; }

    /// <summary>
    /// The argument values that audit records show, by JSON pointer (RFC 6901), each with the way in which it is shown: <c>Show</c>,
    /// <c>Hash</c> (equal values are equal), <c>Length</c>, or a data classification <c>taxonomy:value</c> whose redactor is
    /// registered with <c>AddRedaction</c>. The members of nested objects are found ignoring case, as the serializer binds them.
    /// Default: none; names, types, size and digest are always recorded.
    /// </summary>
    public IDictionary<string, string> RecordedValues { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    // Where the options name arguments.
    internal IEnumerable<(string Path, string Pointer)> Pointers => RecordedValues.Keys.Select(pointer => ($"{nameof(RecordedValues)}:{pointer}", pointer));
}
