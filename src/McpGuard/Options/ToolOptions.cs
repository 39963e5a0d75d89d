namespace McpGuard;

/// <summary>Settings for one tool, by its name.</summary>
public sealed class ToolOptions
{
    /// <summary>The scopes, all of them, that a call of the tool needs in addition to those of its attributes. Default: none.</summary>
    public IList<string> Scopes { get; } = [];

    /// <summary>The actors and clients that may use the tool, in addition to the settings of the server.</summary>
    public CallerOptions Callers { get; } = new();

    /// <summary>
    /// The digest of the reviewed definition of the tool (name, title, description, schemas, annotations), written <c>sha256:…</c>. Startup
    /// fails if the tool's digest differs, and the message contains the digest. A tool that is replaced or changed later can be neither
    /// listed nor called. Default: none.
    /// </summary>
    public string? Definition { get; set; }

    /// <summary>
    /// Whether a running call is cancelled when its token has expired or is revoked. A task of the call that has not started by then does
    /// not start. Default <see langword="false"/>: an allowed call may finish.
    /// </summary>
    public bool EndWithToken { get; set; }

    /// <summary>The effect of an argument that the tool's schema does not declare. Default: <see cref="McpGuardOptions.UndeclaredArguments"/>.</summary>
    public UndeclaredArgumentMode? UndeclaredArguments { get; set; }

    // Text and no type: applications register data classifications of their own.

    /// <summary>
    /// The argument values that audit records show, by JSON pointer (RFC 6901), each with its form: <c>Show</c>, <c>Hash</c> (equal values
    /// have equal hashes), <c>Length</c>, or a data classification <c>taxonomy:value</c> whose redactor is registered with
    /// <c>AddRedaction</c>. The members of nested objects are found ignoring case, as the serializer binds them. Default: none; names,
    /// types, size and digest are always recorded.
    /// </summary>
    public IDictionary<string, string> RecordedValues { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// The argument values that an approver must not see, by JSON pointer (RFC 6901), such as <c>/card</c>. Approvers see the length and a
    /// digest of each instead. The approval is still for the exact values. Default: none; approvers see all arguments.
    /// </summary>
    public IList<string> MaskedForApprovers { get; } = [];

    // Places where the options name arguments.
    internal IEnumerable<(string Path, string Pointer)> Pointers =>
    [
        .. RecordedValues.Keys.Select(pointer => ($"{nameof(RecordedValues)}:{pointer}", pointer)),
        .. MaskedForApprovers.Select(pointer => (nameof(MaskedForApprovers), pointer)),
    ];
}
