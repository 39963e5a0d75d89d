namespace McpGuard;

/// <summary>
/// The clients that get a certain form of refusals. Each entry is a <c>client_id</c>, compared exactly, or a prefix that ends with
/// <c>*</c>, such as <c>https://chatgpt.com/oauth/*</c>. An exact entry overrides a prefix, and a longer prefix a shorter one.
/// </summary>
public sealed class AnswerClientOptions
{
    /// <summary>The clients that get <see cref="AnswerForm.Standard"/>. Default: none.</summary>
    public IList<string> Standard { get; } = [];

    /// <summary>The clients that get <see cref="AnswerForm.ToolResult"/>. Default: none.</summary>
    public IList<string> ToolResult { get; } = [];

    /// <summary>The clients that get <see cref="AnswerForm.OpenAi"/>. Default: none.</summary>
    public IList<string> OpenAi { get; } = [];

    /// <summary>The clients that get <see cref="AnswerForm.Http"/>. Default: none.</summary>
    public IList<string> Http { get; } = [];

    internal IEnumerable<(string Client, AnswerForm Form)> All =>
    [
        .. Standard.Select(client => (client, AnswerForm.Standard)),
        .. ToolResult.Select(client => (client, AnswerForm.ToolResult)),
        .. OpenAi.Select(client => (client, AnswerForm.OpenAi)),
        .. Http.Select(client => (client, AnswerForm.Http)),
    ];
}
