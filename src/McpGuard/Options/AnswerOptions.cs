namespace McpGuard;

/// <summary>
/// The forms of refusals. A client's own form overrides its issuer's form (<see cref="IssuerOptions.Answers"/>), which overrides <see
/// cref="Form"/>.
/// </summary>
public sealed class AnswerOptions
{
    /// <summary>The form for all callers without another one. Default <see cref="AnswerForm.Standard"/>.</summary>
    public AnswerForm Form { get; set; }

    /// <summary>The forms for some clients, by the <c>client_id</c> in their verified tokens.</summary>
    public AnswerClientOptions Clients { get; } = new();
}
