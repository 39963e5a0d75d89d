namespace McpGuard;

/// <summary>An issuer's answer about a token.</summary>
/// <param name="Result">The caller, or the reason for the refusal.</param>
/// <param name="GoodFor">How long the answer may be cached; zero for not at all.</param>
internal sealed record IntrospectionResult(TokenResult Result, TimeSpan GoodFor);
