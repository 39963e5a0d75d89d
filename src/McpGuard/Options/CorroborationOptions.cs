namespace McpGuard;

/// <summary>
/// A gateway's token in the same request as the token of an issuer, which confirms it. The issuer's token decides. The
/// gateway's token is verified in full, for its own issuer and audiences, and never counts alone.
/// </summary>
public sealed class CorroborationOptions
{
    /// <summary>The name of the gateway under <see cref="McpGuardOptions.Issuers"/>. Required.</summary>
    public string? By { get; set; }

    /// <summary>
    /// The claims that must be equal in both tokens. Default: <c>sub</c>; for <see cref="IssuerProfile.LiteLlm"/> also <c>sid</c> and
    /// <c>jti</c>, which it copies from the user's token.
    /// </summary>
    public IList<string> Claims { get; } = [];

    /// <summary>
    /// Whether a request without the gateway's token, or with one that lacks such a claim, is refused. If not, the record says that nothing
    /// proves the gateway. Default <see langword="true"/>; for <see cref="IssuerProfile.LiteLlm"/> <see langword="false"/>.
    /// </summary>
    public bool? Required { get; set; }
}
