namespace McpGuard;

/// <summary>
/// The form in which a verified caller gets a refusal. Clients differ in the forms that they understand. The decision, its record and its
/// metrics are the same in each form.
/// </summary>
public enum AnswerForm
{
    /// <summary>
    /// A challenge (<c>403</c>, or the <c>401</c> of RFC 9470) if more scopes or another sign-in would help. Otherwise status <c>200</c>,
    /// with a tool result <c>isError</c> for a tool call and a JSON-RPC error for other methods. The default.
    /// </summary>
    Standard,

    /// <summary>As <see cref="Standard"/>, but never a challenge: for gateways, static tokens and programs without a user.</summary>
    ToolResult,

    /// <summary>
    /// As <see cref="Standard"/>, but for a tool call the challenge is in the tool result (<c>_meta["mcp/www_authenticate"]</c>), and
    /// listed tools name their scopes (<c>_meta.securitySchemes</c>): for OpenAI's products.
    /// </summary>
    OpenAi,

    /// <summary>Every refusal has its own HTTP status: <c>401</c>, <c>403</c>, <c>429</c>, <c>500</c>, <c>503</c>.</summary>
    Http,
}
